// The words of a command line, read by what a command declares, and its help text.
//
// Thread rule: plain functions and values.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/extensions/life/command.h"

namespace carboy::core::extensions {

struct CommandWords {
  std::vector<std::string> arguments;
  std::map<std::string, std::vector<std::string>, std::less<>> options;  // by the first name
  bool asks_for_help = false;
};

// Throws base::Error with a sentence for the user when the words do not fit the command.
CommandWords read_words(const CommandText& command, const std::vector<std::string>& words);

// Returns the option that has that name, or null.
const CommandOption* find_option(const CommandText& command, std::string_view name);

// "carboy shop stats [OPTIONS] NAME [FILES...]"
std::string usage_of(const CommandText& command);
// What `carboy NAME --help` prints.
std::string help_of(const CommandText& command);

}  // namespace carboy::core::extensions
