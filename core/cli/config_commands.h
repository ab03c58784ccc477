// carboy config ...: what the app of this folder is told.
#pragma once

#include <string>

namespace carboy::core::cli {

// Prints that all is well, and returns 0. Throws base::Error with the report of all mistakes.
int check_config(const std::string& profile);

// Prints each value with where it comes from: a file's line, a variable, or a default; secrets are
// masked. Throws as check_config().
int show_config(const std::string& profile, bool json);

}  // namespace carboy::core::cli
