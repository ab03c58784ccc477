// The `carboy` command.
//
// Thread rule: run() once, on the main thread.
#pragma once

#include <string>
#include <vector>

namespace carboy::core::cli {

// Exit status: 0 done; 1 refused or failed; 2 wrong usage.
int run_command_line(int argc, char** argv) noexcept;

// The first words of its own; others are commands of extensions.
std::vector<std::string> own_commands();

}  // namespace carboy::core::cli
