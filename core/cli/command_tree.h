// The tree of `carboy` commands: their options, their help, and the actions that they run.
//
// Thread rule: the main thread.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace carboy::core::cli {

// What a command does after the command line has been parsed. Returns the exit status.
using Action = std::function<int()>;

// Each of these adds commands to `carboy`. Parsing sets `action`, which must live as long as the
// tree.
void add_run_commands(CLI::App& carboy, Action& action);
void add_app_commands(CLI::App& carboy, Action& action);
void add_config_commands(CLI::App& carboy, Action& action);
void add_extension_commands(CLI::App& carboy, Action& action);
// Adds `completion` and `man-page`, which describe the tree itself.
void add_shell_commands(CLI::App& carboy, Action& action);

}  // namespace carboy::core::cli
