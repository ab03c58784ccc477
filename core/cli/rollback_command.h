// `carboy ext rollback`.
//
// Thread rule: the main thread.
#pragma once

#include <string>

namespace carboy::core::cli {

// Restores the files in extensions/, the list in app.toml and the lines of the lock file of the last
// good set that differs from the current one. Keeps the current set, so that a second rollback
// restores it if it is proven. Throws base::Error when there is no such set.
int roll_back();
// Restores the file of one extension that the app ran with before its present one. If the app runs,
// it swaps the extension for it; if that fails, the file stays as it is.
int roll_back(const std::string& name);

}  // namespace carboy::core::cli
