// Reading a whole file.
//
// Thread rule: any thread.
#pragma once

#include <filesystem>
#include <string>

namespace carboy::core::base {

// Reads the file's bytes into `out` and returns 0, or returns the errno of what failed: ENOENT,
// EACCES, EISDIR, or EINVAL for anything that is not a regular file, since it might never end.
[[nodiscard]] int read_whole_file(const std::filesystem::path& file, std::string& out);

}  // namespace carboy::core::base
