// `carboy ext lock`.
#pragma once

#include <filesystem>

namespace carboy::core::cli {

// Writes carboy.lock, or with `check` only compares: 1 when something differs. Prints a line for
// each extension with one of the five words.
int lock_extensions(bool check, bool json);

// Writes carboy.lock anew for what is enabled. Throws base::Error when it cannot; then it is as it
// was. REQUIRES: the folder's lock is held.
void write_lock(const std::filesystem::path& folder);

}  // namespace carboy::core::cli
