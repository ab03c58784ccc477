// `carboy ext rollback`.
//
// Thread rule: the main thread.
#pragma once

namespace carboy::core::cli {

// Restores the files in extensions/, the list in app.toml and the lock file of the last good set
// that differs from the current one. Keeps the current set, so that a second rollback restores it.
// Throws base::Error when there is no such set.
int roll_back();

}  // namespace carboy::core::cli
