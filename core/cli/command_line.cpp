#include "core/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/cli/app_folder.h"
#include "core/cli/command_tree.h"
#include "core/cli/extension_commands.h"

namespace carboy::core::cli {
namespace {

bool is_own_command(const CLI::App& carboy, std::string_view word) {
  const auto commands = carboy.get_subcommands([](const CLI::App*) { return true; });
  return std::any_of(commands.begin(), commands.end(),
                     [&](const CLI::App* one) { return one->get_name() == word; });
}

void add_commands(CLI::App& carboy, Action& action) {
  carboy.set_version_flag("--version", "carboy " + own_version().to_string());
  carboy.require_subcommand(1);
  carboy.footer(
      "Examples:\n  carboy new bookshop\n  carboy run --reload\n  carboy ext list --available\n\n"
      "Commands act on ./app.toml. Extensions bring commands of their own.");
  add_run_commands(carboy, action);
  add_app_commands(carboy, action);
  add_extension_commands(carboy, action);
  add_config_commands(carboy, action);
  add_shell_commands(carboy, action);
}

int run(int argc, char** argv) {
  Action action;
  CLI::App carboy("Carboy: a web application host for C++", "carboy");
  add_commands(carboy, action);
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty() && !words.front().starts_with('-') && !is_own_command(carboy, words.front())) {
    if (std::filesystem::exists("app.toml")) return run_extension_command(words);
    std::cerr << "carboy has no command \"" << words.front() << "\"."
              << base::did_you_mean(words.front(), own_commands())
              << "\n`carboy --help` lists them.\n";
    return 2;
  }
  try {
    carboy.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return carboy.exit(error) == 0 ? 0 : 2;
  }
  return action();
}

}  // namespace

std::vector<std::string> own_commands() {
  return {"run", "serve", "new", "routes", "request", "ext", "config", "completion", "man-page"};
}

int run_command_line(int argc, char** argv) noexcept {
  try {
    return run(argc, argv);
  } catch (const base::Error& error) {
    std::cerr << error.what() << '\n';
  } catch (const std::exception& error) {
    std::cerr << "carboy stopped over an error of its own: " << error.what() << '\n';
  }
  return 1;
}

}  // namespace carboy::core::cli
