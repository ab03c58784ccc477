// Completion scripts for shells, generated from the tree of commands.
//
// Thread rule: a plain function; any thread.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace carboy::core::cli {

// Returns the script for `shell`, "bash" or "zsh". The script contains the commands and options of
// the tree; it gets the names of extensions from `carboy ext list --available` and the names of
// files from the shell when they are needed.
std::string completion_script(const CLI::App& carboy, const std::string& shell);

}  // namespace carboy::core::cli
