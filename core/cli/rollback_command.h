// `carboy ext rollback`.
#pragma once

namespace carboy::core::cli {

// Puts back the files of extensions/, the list in app.toml and the lock of the last good set that
// differs from what is there, and keeps what was there, so that a second rollback is the way back.
// Throws base::Error when there is none.
int roll_back();

}  // namespace carboy::core::cli
