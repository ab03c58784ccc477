#include "core/extensions/life/command_words.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/base/words.h"

namespace carboy::core::extensions {
namespace {

bool is_help(const CommandText& command, const std::string& word) {
  return (word == "--help" || word == "-h") && find_option(command, word) == nullptr;
}

[[noreturn]] void refuse_words(const CommandText& command, const std::string& why) {
  throw base::Error("carboy " + command.name + ": " + why + "\nUsage: " + usage_of(command));
}

// Reads one option, and the word behind it if that is its value. Returns the number of words read.
std::size_t read_option(const CommandText& command, const std::vector<std::string>& words,
                        std::size_t at, CommandWords& read) {
  const std::size_t equals = words[at].find('=');
  const std::string name = words[at].substr(0, equals);
  const CommandOption* const option = find_option(command, name);
  if (option == nullptr) {
    std::vector<std::string> known{"--help"};
    for (const CommandOption& one : command.options) {
      known.insert(known.end(), one.names.begin(), one.names.end());
    }
    refuse_words(command, "there is no option " + name + "." + base::did_you_mean(name, known));
  }
  std::vector<std::string>& values = read.options[option->names.front()];
  if (option->value_name.empty()) {
    if (equals != std::string::npos) refuse_words(command, name + " takes no value.");
    values.emplace_back();
    return 1;
  }
  if (equals != std::string::npos) {
    values.push_back(words[at].substr(equals + 1));
    return 1;
  }
  if (at + 1 == words.size()) {
    refuse_words(command, name + " needs a value, " + option->value_name + ".");
  }
  values.push_back(words[at + 1]);
  return 2;
}

void check_arguments(const CommandText& command, const CommandWords& read) {
  std::size_t given = read.arguments.size();
  for (const CommandArgument& argument : command.arguments) {
    if (given == 0 && !argument.may_be_missing) {
      refuse_words(command, "the argument " + argument.name + " is missing.");
    }
    given = argument.takes_the_rest ? 0 : given - std::min<std::size_t>(given, 1);
  }
  if (given == 0) return;
  refuse_words(command, "\"" + read.arguments[read.arguments.size() - given] +
                            "\" is one argument too many.");
}

std::string shown(const CommandArgument& argument) {
  std::string text = argument.name + (argument.takes_the_rest ? "..." : "");
  return argument.may_be_missing ? "[" + text + "]" : text;
}

using Rows = std::vector<std::pair<std::string, std::string>>;

std::string section(const std::string& title, const Rows& rows) {
  if (rows.empty()) return {};
  std::size_t width = 0;
  for (const auto& row : rows) width = std::max(width, row.first.size());
  std::string text = "\n" + title + ":\n";
  for (const auto& [left, right] : rows) {
    text += "  " + left + std::string(width - left.size() + 2, ' ') + right + "\n";
  }
  return text;
}

std::string place_sentence(CommandPlace place) {
  switch (place) {
    case CommandPlace::own_process:
      break;
    case CommandPlace::in_running_app:
      return "It runs in the app that serves this folder, or else in a process of its own.\n";
    case CommandPlace::only_in_running_app:
      return "It runs in the app that serves this folder.\n";
  }
  return {};
}

}  // namespace

const CommandOption* find_option(const CommandText& command, std::string_view name) {
  const auto found =
      std::find_if(command.options.begin(), command.options.end(), [&](const CommandOption& one) {
        return std::find(one.names.begin(), one.names.end(), name) != one.names.end();
      });
  return found == command.options.end() ? nullptr : &*found;
}

CommandWords read_words(const CommandText& command, const std::vector<std::string>& words) {
  CommandWords read;
  bool options_end = false;
  for (std::size_t at = 0; at < words.size();) {
    const std::string& word = words[at];
    const bool is_option = !options_end && word.size() > 1 && word.front() == '-';
    if (is_option && is_help(command, word)) {
      read.asks_for_help = true;
      return read;
    }
    if (is_option && word == "--" && command.declares_words()) {
      options_end = true;
      ++at;
    } else if (is_option && command.declares_words()) {
      at += read_option(command, words, at, read);
    } else {
      read.arguments.push_back(word);
      ++at;
    }
  }
  if (command.declares_words()) check_arguments(command, read);
  return read;
}

std::string usage_of(const CommandText& command) {
  std::string text = "carboy " + command.name + " [OPTIONS]";
  for (const CommandArgument& argument : command.arguments) text += " " + shown(argument);
  return text + (command.declares_words() ? "" : " [WORDS...]");
}

std::string help_of(const CommandText& command) {
  Rows arguments, options, exits{{"0", "Done"}, {"1", "Refused or failed"}, {"2", "Wrong usage"}};
  for (const CommandArgument& one : command.arguments) {
    arguments.emplace_back(shown(one), one.help);
  }
  for (const CommandOption& one : command.options) {
    const std::string value = one.value_name.empty() ? "" : " " + one.value_name;
    options.emplace_back(base::joined(one.names, ", ") + value, one.help);
  }
  options.emplace_back("-h, --help", "Print this help");
  for (const CommandExit& one : command.exits) {
    const std::string status = std::to_string(one.status);
    std::erase_if(exits, [&](const auto& row) { return row.first == status; });
    exits.emplace_back(status, one.meaning);
  }
  return command.help + "\n" + place_sentence(command.place) + "A command of the extension " +
         command.extension + ".\n\nUsage: " + usage_of(command) + "\n" +
         section("Arguments", arguments) + section("Options", options) +
         section("Exit status", exits);
}

}  // namespace carboy::core::extensions
