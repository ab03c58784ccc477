// Scripts that make a shell complete `carboy`, made from its tree of commands.
//
// Thread rule: plain function.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace carboy::core::cli {

// `shell` is "bash" or "zsh". Words and options come from the tree; names of extensions are asked
// of `carboy ext list --available` when they are needed, files of the shell.
std::string completion_script(const CLI::App& carboy, const std::string& shell);

}  // namespace carboy::core::cli
