// The `carboy` command.
//
// Thread rule: run() once, on the main thread.
#pragma once

namespace carboy::core::cli {

// Exit status: 0 done; 1 refused or failed; 2 wrong usage.
int run_command_line(int argc, char** argv) noexcept;

}  // namespace carboy::core::cli
