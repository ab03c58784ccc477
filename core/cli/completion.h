// Completion scripts for shells, generated from the tree of commands.
//
// Thread rule: a plain function; any thread.
#pragma once

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace carboy::core::cli {

// Returns the script for `shell`, "bash" or "zsh". The script contains the commands and options of
// the tree; it gets the names of extensions from `carboy ext list --available` and the names of
// files from the shell when they are needed, and the commands of extensions from `carboy
// completion-words`.
std::string completion_script(const CLI::App& carboy, const std::string& shell);

// Returns what can follow the command `path` ("ext info"), as two lines: its options and the
// commands below it. Returns nothing if there is no such command.
std::optional<std::string> completion_words(const CLI::App& carboy, const std::string& path);

}  // namespace carboy::core::cli
