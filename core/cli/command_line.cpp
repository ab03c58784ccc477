#include "core/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>

#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/cli/app_command.h"
#include "core/cli/command_tree.h"
#include "core/host/app_folder.h"

namespace carboy::core::cli {
namespace {

std::vector<std::string> names_below(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* one : command.get_subcommands([](const CLI::App*) { return true; })) {
    if (!one->get_group().empty()) names.push_back(one->get_name());
  }
  return names;
}

const CLI::App* below_of(const CLI::App& command, const std::string& word) {
  const auto all = command.get_subcommands([](const CLI::App*) { return true; });
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const CLI::App* one) { return one->get_name() == word; });
  return found == all.end() ? nullptr : *found;
}

// The first word that should be a command of carboy but is not.
struct Unknown {
  std::string below;  // "carboy ext"
  std::string word;
  std::vector<std::string> known;
};
std::optional<Unknown> unknown_word(const CLI::App& carboy, const std::vector<std::string>& words) {
  const CLI::App* command = &carboy;
  std::string path = "carboy";
  for (const std::string& word : words) {
    const std::vector<std::string> known = names_below(*command);
    if (known.empty() || word.starts_with('-')) return std::nullopt;
    const CLI::App* below = below_of(*command, word);
    if (below == nullptr) return Unknown{path, word, known};
    command = below;
    path += " " + word;
  }
  return std::nullopt;
}

int refuse(const Unknown& unknown) {
  std::cerr << unknown.below << " has no command \"" << unknown.word << "\"."
            << base::did_you_mean(unknown.word, unknown.known) << "\n`" << unknown.below
            << " --help` lists them.\n";
  return 2;
}

// CLI11 says "subcommand" for what our pages call a command.
std::string failure_text(const CLI::App* carboy, const CLI::Error& error) {
  static constexpr std::string_view kTheirs = "A subcommand is required";
  std::string text = CLI::FailureMessage::simple(carboy, error);
  if (!text.starts_with(kTheirs)) return text;
  return "A command is required." + text.substr(kTheirs.size());
}

void add_commands(CLI::App& carboy, Action& action) {
  carboy.group("Commands");  // the heading of the commands that are added to it
  carboy.get_formatter()->label("SUBCOMMAND", "COMMAND");
  carboy.failure_message(failure_text);
  carboy.set_version_flag("--version", "carboy " + host::own_version().to_string());
  carboy.require_subcommand(1);
  carboy.footer(
      "Examples:\n  carboy new bookshop\n  carboy run --reload\n  carboy ext list --available\n\n"
      "Commands use the app.toml of the current folder. Extensions can add commands.\n\n"
      "Exit status: 0 done, 1 refused or failed, 2 wrong usage.");
  add_run_commands(carboy, action);
  add_app_commands(carboy, action);
  add_extension_commands(carboy, action);
  add_config_commands(carboy, action);
  add_shell_commands(carboy, action);
}

// Whether the words ask for what there is, so that the commands of extensions have to be known.
bool asks_what_there_is(const std::vector<std::string>& words) {
  static constexpr std::array<std::string_view, 4> kAsking{"--help", "-h", "man-page",
                                                           "completion-words"};
  return !words.empty() &&
         std::find(kAsking.begin(), kAsking.end(), words.front()) != kAsking.end() &&
         std::filesystem::exists("app.toml");
}

int run(int argc, char** argv) {
  Action action;
  CLI::App carboy("Carboy: a web application host for C++", "carboy");
  add_commands(carboy, action);
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (const auto unknown = unknown_word(carboy, words)) {
    const bool may_belong_to_an_extension = unknown->below == "carboy";
    if (may_belong_to_an_extension && std::filesystem::exists("app.toml")) {
      return run_extension_command(words);
    }
    return refuse(*unknown);
  }
  if (asks_what_there_is(words)) show_extension_commands(carboy, commands_of_app());
  try {
    carboy.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return carboy.exit(error) == 0 ? 0 : 2;
  }
  return action();
}

}  // namespace

std::vector<std::string> command_tree_names() {
  Action unused;
  CLI::App carboy;
  add_commands(carboy, unused);
  std::vector<std::string> names;
  for (const CLI::App* one : carboy.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(one->get_name());
  }
  return names;
}

int run_command_line(int argc, char** argv) noexcept {
  try {
    return run(argc, argv);
  } catch (const base::Error& error) {
    std::cerr << error.what() << '\n';
  } catch (const std::exception& error) {
    std::cerr << "carboy stopped because of an internal error: " << error.what() << '\n';
  }
  return 1;
}

}  // namespace carboy::core::cli
