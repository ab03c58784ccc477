#include "core/cli/check_command_tree.h"

#include <CLI/CLI.hpp>

#include "core/check/command.h"
#include "core/cli/info_command.h"

namespace carboy::core::cli {
namespace {

void add_check(CLI::App& ext, Action& action) {
  const auto options = std::make_shared<check::CheckOptions>();
  const auto seconds = std::make_shared<double>(10);
  auto* check = ext.add_subcommand("check", "What a host would refuse, and what would hurt it");
  check->add_option("FILE", options->file, "The extension's file")->required();
  check->add_option("--with", options->with, "The file of an extension it requires; repeatable")
      ->allow_extra_args(false);
  check
      ->add_option("--set", options->settings,
                   "KEY=VALUE: a setting of it, or of another: sql.url=...; repeatable")
      ->allow_extra_args(false);
  check->add_option("--swaps", options->swaps, "How often it is swapped under load")
      ->check(CLI::Range(1U, 10000U))
      ->capture_default_str();
  check->add_option("--patience", *seconds, "Seconds that init, draining and stop may each take")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  check->add_flag("--strict", options->strict, "Warnings make the status 1, too");
  check->add_flag("--json", options->json, "For programs, one object");
  check->footer(
      "It runs in processes of its own. What it requires is looked for beside FILE, in "
      "extensions/ and in the host's folder. The status is 0 without errors, else "
      "1.\n\nExamples:\n  carboy ext check build/guestbook.so\n  carboy ext check "
      "build/guestbook.so --with ../sql/build/sql.so --set page_size=5");
  check->callback([&action, options, seconds] {
    action = [=] {
      options->patience = std::chrono::milliseconds(static_cast<long>(*seconds * 1000));
      return check::check_extension(*options);
    };
  });
}

void add_stage(CLI::App& ext, Action& action) {
  const auto stage = std::make_shared<std::string>();
  const auto folder = std::make_shared<std::string>();
  auto* command = ext.add_subcommand("check-stage", "A part of check")->group("");
  command->add_option("STAGE", *stage)->required();
  command->add_option("FOLDER", *folder)->required();
  command->callback([&action, stage, folder] {
    action = [=] { return check::run_check_stage(*stage, *folder); };
  });
}

void add_info(CLI::App& ext, Action& action) {
  const auto name = std::make_shared<std::string>();
  const auto json = std::make_shared<bool>(false);
  auto* info = ext.add_subcommand("info", "All that is known of an extension that is there");
  info->add_option("NAME", *name, "The extension")->required();
  info->add_flag("--json", *json, "For programs, one object");
  info->footer("Example:\n  carboy ext info guestbook");
  info->callback([&action, name, json] { action = [=] { return extension_info(*name, *json); }; });
}

}  // namespace

void add_check_commands(CLI::App& ext, Action& action) {
  add_check(ext, action);
  add_info(ext, action);
  add_stage(ext, action);
}

}  // namespace carboy::core::cli
