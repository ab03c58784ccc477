// The `carboy` command.
//
// Thread rule: call run_command_line() once, on the main thread.
#pragma once

#include <string>
#include <vector>

namespace carboy::core::cli {

// Runs a command and returns the exit status: 0 done, 1 refused or failed, 2 wrong usage.
int run_command_line(int argc, char** argv) noexcept;

// Returns the names of the commands in the command tree, for the test that compares them with
// host::kReservedCommands.
std::vector<std::string> command_tree_names();

}  // namespace carboy::core::cli
