// `carboy ext lock`.
//
// Thread rule: the main thread.
#pragma once

#include <filesystem>

namespace carboy::core::cli {

// Prints the state of each extension and writes carboy.lock. With `check` it only compares, and
// returns 1 when something differs.
int lock_extensions(bool check, bool json);

// Writes carboy.lock for the enabled extensions. Throws base::Error and leaves it unchanged when
// that fails. REQUIRES: the caller holds the lock of the folder.
void write_lock(const std::filesystem::path& folder);

}  // namespace carboy::core::cli
