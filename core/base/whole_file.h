// A file read at once.
//
// Thread rule: any thread.
#pragma once

#include <filesystem>
#include <string>

namespace carboy::core::base {

// 0 and the file's bytes in `out`, or the errno of what failed: ENOENT, EACCES, EISDIR; EINVAL for
// what is no regular file, which might never end.
[[nodiscard]] int read_whole_file(const std::filesystem::path& file, std::string& out);

}  // namespace carboy::core::base
