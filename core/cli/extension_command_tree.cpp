#include <CLI/CLI.hpp>

#include "core/cli/check_command_tree.h"
#include "core/cli/command_tree.h"
#include "core/cli/enable_commands.h"
#include "core/cli/extension_commands.h"
#include "core/cli/install_commands.h"
#include "core/cli/lock_command.h"
#include "core/cli/rollback_command.h"
#include "core/cli/scaffold.h"

namespace carboy::core::cli {
namespace {

CLI::App* add_named(CLI::App& ext, const std::string& word, const std::string& help,
                    std::string& name) {
  auto* command = ext.add_subcommand(word, help);
  command->add_option("NAME", name, "The extension")->required();
  return command;
}

void add_looking(CLI::App& ext, Action& action) {
  struct Options {
    bool available = false, json = false;
    std::string name, file;
  };
  const auto options = std::make_shared<Options>();
  auto* list = ext.add_subcommand("list", "What runs here, or what app.toml enables");
  list->add_flag("--available", options->available, "Everything that could be enabled");
  list->add_flag("--json", options->json, "For programs");
  list->callback([&action, options] {
    action = [=] { return list_extensions(options->available, options->json); };
  });

  auto* inspect = ext.add_subcommand("inspect", "What a file says of itself, without running it");
  inspect->add_option("FILE", options->file, "The extension's file")->required();
  inspect->add_flag("--json", options->json, "For programs, one object");
  inspect->callback([&action, options] {
    action = [=] { return inspect_extension(options->file, options->json); };
  });
}

void add_enabling(CLI::App& ext, Action& action) {
  for (const bool enable : {true, false}) {
    const auto name = std::make_shared<std::string>();
    auto* command = add_named(ext, enable ? "enable" : "disable",
                              enable ? "Write an extension into app.toml's list"
                                     : "Take an extension out of app.toml's list",
                              *name);
    command->callback([&action, name, enable] {
      action = [=] { return enable ? enable_extension(*name) : disable_extension(*name); };
    });
  }
  struct Options {
    std::string name;
    bool json = false;
  };
  const auto options = std::make_shared<Options>();
  auto* reload = add_named(ext, "reload", "Swap an extension for its file as it is now, under load",
                           options->name);
  reload->add_flag("--json", options->json, "For programs");
  reload->callback([&action, options] {
    action = [=] { return reload_extension(options->name, options->json); };
  });
}

void add_installing(CLI::App& ext, Action& action) {
  const auto files = std::make_shared<std::vector<std::string>>();
  auto* install = ext.add_subcommand("install", "Put extensions' files into extensions/");
  install->add_option("FILE", *files, "guestbook-1.3.0.so; several belong together")->required();
  install->footer(
      "The files are checked first, and what they would break is refused. `carboy ext rollback` "
      "takes it back.\n\nExample:\n  carboy ext install guestbook-1.3.0.so");
  install->callback([&action, files] { action = [=] { return install_extensions(*files); }; });

  struct Options {
    std::string name;
    bool yes = false, check = false, json = false;
  };
  const auto options = std::make_shared<Options>();
  auto* remove =
      add_named(ext, "remove", "Take an extension's file out of extensions/", options->name);
  remove->add_flag("-y,--yes", options->yes, "Without asking");
  remove->callback([&action, options] {
    action = [=] { return remove_extension(options->name, options->yes); };
  });

  auto* rollback = ext.add_subcommand("rollback", "Go back to the last good set of extensions");
  rollback->footer("What is there now is kept, too: a second rollback is the way back.");
  rollback->callback([&action] { action = [] { return roll_back(); }; });

  auto* lock = ext.add_subcommand("lock", "Write carboy.lock: what is enabled, to the byte");
  lock->add_flag("--check", options->check, "Only compare; the status is 1 for a difference");
  lock->add_flag("--json", options->json, "For programs");
  lock->footer("Examples:\n  carboy ext lock\n  carboy ext lock --check");
  lock->callback([&action, options] {
    action = [=] { return lock_extensions(options->check, options->json); };
  });
}

}  // namespace

void add_extension_commands(CLI::App& carboy, Action& action) {
  auto* ext = carboy.add_subcommand("ext", "Make, check, install, look at and swap extensions");
  ext->require_subcommand(1);
  ext->footer(
      "Examples:\n  carboy ext new guestbook\n  carboy ext install guestbook-1.3.0.so\n  carboy "
      "ext enable guestbook\n  carboy ext reload guestbook");
  add_looking(*ext, action);
  add_check_commands(*ext, action);
  add_enabling(*ext, action);
  add_installing(*ext, action);

  const auto name = std::make_shared<std::string>();
  auto* make = ext->add_subcommand("new", "Make a folder with an extension's sources in it");
  make->add_option("NAME", *name, "The extension, and its folder")->required();
  make->footer(
      "Example:\n  carboy ext new guestbook && cd guestbook\n  cmake -B build && cmake --build "
      "build && ctest --test-dir build");
  make->callback([&action, name] { action = [=] { return new_extension(*name); }; });
}

}  // namespace carboy::core::cli
