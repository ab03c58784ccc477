// Paths that a client names, kept within a folder.
//
// Thread rule: plain functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace carboy::core::http {

// Python's posixpath.normpath: `.`, `..` and repeated slashes resolved, as text.
std::string normalized_path(std::string_view path);

// Werkzeug's safe_join: `folder` with the paths behind it, or nothing when one of them is absolute,
// leads out of the folder, or holds a NUL. An empty folder is `.`. It resolves text only: a
// symbolic link inside the folder is followed by whoever opens the file.
std::optional<std::string> safe_join(std::string_view folder,
                                     std::span<const std::string_view> paths);
std::optional<std::string> safe_join(std::string_view folder, std::string_view path);

}  // namespace carboy::core::http
