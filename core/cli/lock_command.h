// `carboy ext lock`.
//
// Thread rule: the main thread.
#pragma once

#include <filesystem>

#include "core/extensions/resolve/lock.h"

namespace carboy::core::cli {

// Prints the state of each extension and writes carboy.lock. With `check` it only compares, and
// returns 1 when something differs.
int lock_extensions(bool check, bool json);

// Throws base::Error if the app in the folder cannot start with its present settings and files.
void check_start(const std::filesystem::path& folder);

// Writes carboy.lock. Throws base::Error and leaves it unchanged when that fails. REQUIRES: the
// caller holds the lock of the folder.
void write_lock(const std::filesystem::path& folder, const extensions::Lock& lock);

}  // namespace carboy::core::cli
