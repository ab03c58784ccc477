// The commands that extensions add to `carboy`: running one, and telling which there are.
//
// Thread rule: the main thread.
#pragma once

#include <string>
#include <vector>

#include "core/extensions/life/command.h"

namespace CLI {
class App;
}

namespace carboy::core::cli {

// Runs a command of an enabled extension: in the app that serves the current folder, or in this
// process, as the command declares. Returns the exit status, 2 when no extension has the command.
// Throws base::Error when the app does not start.
int run_extension_command(const std::vector<std::string>& words);

// Returns the commands of the app of the current folder: those of the app that serves it, or else
// those that its extensions register when they are started for this. If they do not start, prints
// the reason on standard error and returns none.
std::vector<extensions::CommandText> commands_of_app();

// Adds the commands to the tree, so that they appear in help, completion and the manual. They do
// nothing when they are parsed.
void show_extension_commands(CLI::App& carboy,
                             const std::vector<extensions::CommandText>& commands);

}  // namespace carboy::core::cli
