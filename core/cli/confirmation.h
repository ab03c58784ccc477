// Asking before something goes away.
//
// Thread rule: the main thread.
#pragma once

#include <string>

namespace carboy::core::cli {

// True at once when `yes`, or when nobody can be asked because standard input is no terminal; else
// what the person at the terminal answers to "QUESTION [y/N] ".
bool is_confirmed(const std::string& question, bool yes);

}  // namespace carboy::core::cli
