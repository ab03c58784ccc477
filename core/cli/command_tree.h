// The words of the `carboy` command: what it can be asked, and what then runs.
//
// Thread rule: the main thread.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace carboy::core::cli {

// What was asked for, to be done after everything has been parsed; the result is the exit status.
using Action = std::function<int()>;

// Add the commands to `carboy`. Parsing sets `action`, which has to live as long as the tree.
void add_run_commands(CLI::App& carboy, Action& action);
void add_app_commands(CLI::App& carboy, Action& action);
void add_config_commands(CLI::App& carboy, Action& action);
void add_extension_commands(CLI::App& carboy, Action& action);
// completion and man-page, which describe the tree itself.
void add_shell_commands(CLI::App& carboy, Action& action);

}  // namespace carboy::core::cli
