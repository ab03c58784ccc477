// Asks before something is deleted.
//
// Thread rule: the main thread.
#pragma once

#include <string>

namespace carboy::core::cli {

// Asks "QUESTION [y/N] " on the terminal and returns true for yes. Returns true without asking when
// `yes` is set or when standard input is not a terminal.
bool confirm(const std::string& question, bool yes);

}  // namespace carboy::core::cli
