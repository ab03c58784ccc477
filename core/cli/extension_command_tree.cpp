#include <CLI/CLI.hpp>

#include "core/check/command.h"
#include "core/cli/command_tree.h"
#include "core/cli/configure_command.h"
#include "core/cli/enable_commands.h"
#include "core/cli/extension_commands.h"
#include "core/cli/info_command.h"
#include "core/cli/install_commands.h"
#include "core/cli/lock_command.h"
#include "core/cli/rollback_command.h"
#include "core/cli/scaffold.h"
#include "core/cli/sign_commands.h"

namespace carboy::core::cli {
namespace {

CLI::App* add_named(CLI::App& ext, const std::string& word, const std::string& help,
                    std::string& name) {
  auto* command = ext.add_subcommand(word, help);
  command->add_option("NAME", name, "The name of the extension")->required();
  return command;
}

void add_looking(CLI::App& ext, Action& action) {
  struct Options {
    bool available = false, json = false;
    std::string name, file;
  };
  const auto options = std::make_shared<Options>();
  auto* list =
      ext.add_subcommand("list", "List the extensions that run here or that app.toml enables");
  list->add_flag("--available", options->available, "List every extension that can be enabled");
  list->add_flag("--json", options->json, "Print JSON");
  list->footer("Examples:\n  carboy ext list\n  carboy ext list --available");
  list->callback([&action, options] {
    action = [=] { return list_extensions(options->available, options->json); };
  });

  auto* inspect = ext.add_subcommand(
      "inspect", "Show the manifest of an extension file, without running its code");
  inspect->add_option("FILE", options->file, "The extension file")->required();
  inspect->add_flag("--json", options->json, "Print one JSON object");
  inspect->footer("Example:\n  carboy ext inspect build/guestbook.so");
  inspect->callback([&action, options] {
    action = [=] { return inspect_extension(options->file, options->json); };
  });
}

void add_check(CLI::App& ext, Action& action) {
  const auto options = std::make_shared<check::Options>();
  const auto seconds = std::make_shared<double>(10);
  auto* check =
      ext.add_subcommand("check", "Check an extension file before you publish or install it");
  check->add_option("FILE", options->file, "The extension file")->required();
  check
      ->add_option("--with", options->with,
                   "The file of an extension that it requires; may be repeated")
      ->allow_extra_args(false);
  check
      ->add_option(
          "--set", options->settings,
          "A setting, KEY=VALUE; sql.url=... sets one of the extension sql; may be repeated")
      ->allow_extra_args(false);
  check->add_option("--swaps", options->swaps, "Number of swaps under load")
      ->check(CLI::Range(1U, 10000U))
      ->capture_default_str();
  check->add_option("--timeout", *seconds, "Time limit of init, draining and stop each, in seconds")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  check->add_flag("--strict", options->strict, "Treat warnings as errors");
  check->add_flag("--json", options->json, "Print one JSON object");
  check->footer(
      "The extension runs in separate processes. Extensions that it requires are searched for "
      "beside FILE, in extensions/ and in the host's folder. Exit status: 0 without errors, "
      "otherwise 1.\n\nExamples:\n  carboy ext check build/guestbook.so\n  carboy ext check "
      "build/guestbook.so --with ../sql/build/sql.so --set page_size=5");
  check->callback([&action, options, seconds] {
    action = [=] {
      options->timeout = std::chrono::milliseconds(static_cast<long>(*seconds * 1000));
      return check::check_extension(*options);
    };
  });
}

void add_stage(CLI::App& ext, Action& action) {
  const auto stage = std::make_shared<std::string>();
  const auto folder = std::make_shared<std::string>();
  auto* command = ext.add_subcommand("check-stage", "Run one part of a check")->group("");
  command->add_option("STAGE", *stage)->required();
  command->add_option("FOLDER", *folder)->required();
  command->callback(
      [&action, stage, folder] { action = [=] { return check::run_stage(*stage, *folder); }; });
}

void add_info(CLI::App& ext, Action& action) {
  const auto name = std::make_shared<std::string>();
  const auto json = std::make_shared<bool>(false);
  auto* info = ext.add_subcommand("info", "Show everything about an installed extension");
  info->add_option("NAME", *name, "The name of the extension")->required();
  info->add_flag("--json", *json, "Print one JSON object");
  info->footer("Example:\n  carboy ext info guestbook");
  info->callback([&action, name, json] { action = [=] { return extension_info(*name, *json); }; });
}

void add_reload(CLI::App& ext, Action& action) {
  struct Options {
    std::vector<std::string> names;
    bool json = false;
  };
  const auto options = std::make_shared<Options>();
  auto* reload = ext.add_subcommand("reload", "Swap running extensions for their current files");
  reload->add_option("NAME", options->names, "The names of the extensions")->required();
  reload->add_flag("--json", options->json, "Print JSON");
  reload->footer(
      "Several extensions are swapped in one step. Their settings are read again, with the "
      "environment and the files of secrets. If a new version cannot start, the old ones keep "
      "serving.\n\nExamples:\n  carboy ext reload guestbook\n  carboy ext reload sql bookshop");
  reload->callback([&action, options] {
    action = [=] { return reload_extensions(options->names, options->json); };
  });
}

void add_enabling(CLI::App& ext, Action& action) {
  struct Options : ListOptions {
    std::vector<std::string> names;
  };
  for (const bool enable : {true, false}) {
    const auto options = std::make_shared<Options>();
    auto* command = ext.add_subcommand(
        enable ? "enable" : "disable",
        enable ? "Add extensions to the list in app.toml, and start them in the running app"
               : "Remove extensions from the list in app.toml, and stop them in the running app");
    command->add_option("NAME", options->names, "The names of the extensions")->required();
    command->add_flag(enable ? "--with-requirements" : "--with-dependants", options->with_others,
                      enable ? "Enable the extensions that they require, too"
                             : "Disable the extensions that require them, too");
    command->add_flag("-y,--yes", options->yes, "Do not ask for confirmation");
    command->footer(
        enable ? "Examples:\n  carboy ext enable guestbook\n  carboy ext enable sql bookshop"
               : "Examples:\n  carboy ext disable guestbook\n  carboy ext disable sql bookshop");
    command->callback([&action, options, enable] {
      action = [=] {
        return enable ? enable_extensions(options->names, *options)
                      : disable_extensions(options->names, *options);
      };
    });
  }
}

void add_configure(CLI::App& ext, Action& action) {
  struct Options {
    std::string name;
    std::vector<std::string> given, unset;
  };
  const auto options = std::make_shared<Options>();
  auto* configure = add_named(
      ext, "configure", "Change settings of an extension in app.toml, and swap it", options->name);
  configure
      ->add_option("SETTING", options->given,
                   "The settings, KEY=VALUE; a value is TOML, or else plain text")
      ->check(fault_of_setting);
  configure->add_option("--unset", options->unset, "A setting to remove; may be repeated")
      ->allow_extra_args(false);
  configure->footer(
      "The values are checked first. Comments and layout of app.toml stay. If the extension does "
      "not start with them, nothing changes.\n\nExamples:\n  carboy ext configure guestbook "
      "page_size=20\n  carboy ext configure guestbook --unset page_size");
  configure->callback([&action, options] {
    if (options->given.empty() && options->unset.empty()) {
      throw CLI::RequiredError("KEY=VALUE or --unset");
    }
    action = [=] { return configure_extension(options->name, options->given, options->unset); };
  });
}

void add_installing(CLI::App& ext, Action& action) {
  const auto files = std::make_shared<std::vector<std::string>>();
  auto* install = ext.add_subcommand("install", "Copy extension files into extensions/");
  install->add_option("FILE", *files, "The extension files, such as guestbook-1.3.0.so")
      ->required();
  install->footer(
      "The files are checked first; files that would keep the app from starting are refused. "
      "`carboy ext rollback` undoes an installation.\n\nExample:\n  carboy ext install "
      "guestbook-1.3.0.so");
  install->callback([&action, files] { action = [=] { return install_extensions(*files); }; });

  struct Options {
    std::string name;
    bool yes = false, check = false, json = false;
  };
  const auto options = std::make_shared<Options>();
  auto* remove =
      add_named(ext, "remove", "Delete an extension file from extensions/", options->name);
  remove->add_flag("-y,--yes", options->yes, "Do not ask for confirmation");
  remove->footer(
      "Disable the extension first. `carboy ext rollback` restores the file.\n\nExample:\n  "
      "carboy ext disable guestbook && carboy ext remove guestbook");
  remove->callback([&action, options] {
    action = [=] { return remove_extension(options->name, options->yes); };
  });

  auto* rollback = ext.add_subcommand("rollback", "Restore the last good set of extensions");
  rollback->add_option("NAME", options->name,
                       "The one extension to restore, in the running app, too; default: all");
  rollback->footer(
      "This is the newest set other than the current one that the app has started with or that "
      "was locked. The current set is kept; if it has started or was locked, too, a second "
      "rollback restores it.\n\nExamples:\n  carboy ext rollback\n  carboy ext rollback guestbook");
  rollback->callback([&action, options] {
    action = [=] { return options->name.empty() ? roll_back() : roll_back(options->name); };
  });

  auto* lock =
      ext.add_subcommand("lock", "Write carboy.lock with the digest of each enabled extension");
  lock->add_flag("--check", options->check, "Only compare; exit status 1 when something differs");
  lock->add_flag("--json", options->json, "Print JSON");
  lock->footer("Examples:\n  carboy ext lock\n  carboy ext lock --check");
  lock->callback([&action, options] {
    action = [=] { return lock_extensions(options->check, options->json); };
  });
}

void add_signing(CLI::App& ext, Action& action) {
  struct Options {
    std::string file, key, output;
  };
  const auto options = std::make_shared<Options>();
  auto* sign = ext.add_subcommand("sign", "Sign an extension file before you publish it");
  sign->add_option("FILE", options->file, "The extension file")->required();
  sign->add_option("--key", options->key, "The file of the private key")->required();
  sign->add_option("--output", options->output, "The file to write; default: FILE");
  sign->footer(
      "The signature is the end of the file, and replaces an earlier one. Apps whose [host] keys "
      "have your public key accept the file. Sign last: whatever changes the file afterwards, such "
      "as strip, ends the signature.\n\nExample:\n  carboy ext sign build/guestbook.so --key "
      "~/guestbook.pem --output guestbook-1.3.0.so");
  sign->callback([&action, options] {
    action = [=] { return sign_extension(options->file, options->key, options->output); };
  });

  auto* key = ext.add_subcommand("key", "Make and show the keys that sign extension files");
  key->require_subcommand(1);
  key->footer(
      "Examples:\n  carboy ext key new ~/guestbook.pem\n  carboy ext key show ~/guestbook.pem");
  auto* make = key->add_subcommand("new", "Write a new private key, and print its public key");
  make->add_option("FILE", options->file, "The file to write; it must not exist")->required();
  make->footer(
      "Only you can read the file. Keep it secret, with a copy in another place: it cannot be made "
      "again.\n\nExample:\n  carboy ext key new ~/guestbook.pem");
  make->callback([&action, options] { action = [=] { return new_key(options->file); }; });
  auto* show =
      key->add_subcommand("show", "Print the public key of a private key, for [host] keys");
  show->add_option("FILE", options->file, "The file of the private key")->required();
  show->footer("Example:\n  carboy ext key show ~/guestbook.pem");
  show->callback([&action, options] { action = [=] { return show_key(options->file); }; });
}

}  // namespace

void add_extension_commands(CLI::App& carboy, Action& action) {
  auto* ext = carboy.add_subcommand("ext", "Create, check, install, inspect and swap extensions");
  ext->require_subcommand(1);
  ext->footer(
      "Examples:\n  carboy ext new guestbook\n  carboy ext install guestbook-1.3.0.so\n  carboy "
      "ext enable guestbook\n  carboy ext reload guestbook");
  add_looking(*ext, action);
  add_check(*ext, action);
  add_info(*ext, action);
  add_stage(*ext, action);
  add_enabling(*ext, action);
  add_configure(*ext, action);
  add_reload(*ext, action);
  add_installing(*ext, action);
  add_signing(*ext, action);

  const auto name = std::make_shared<std::string>();
  auto* make = ext->add_subcommand("new", "Create the sources of an extension in a new folder");
  make->add_option("NAME", *name, "The name of the extension and of its folder")->required();
  make->footer(
      "Example:\n  carboy ext new guestbook && cd guestbook\n  cmake -B build && cmake --build "
      "build && ctest --test-dir build");
  make->callback([&action, name] { action = [=] { return new_extension(*name); }; });
}

}  // namespace carboy::core::cli
