// Keeps paths that a client names within a folder.
//
// Thread rule: plain functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace carboy::core::http {

// Resolves `.`, `..` and repeated slashes in the text, like Python's posixpath.normpath.
std::string normalized_path(std::string_view path);

// Appends paths to a folder, like Werkzeug's safe_join. Returns nothing if a path is absolute,
// leads out of the folder, or has a NUL. An empty folder is `.`. It does not look at the file
// system, so a symbolic link in the folder may still lead out of it.
std::optional<std::string> safe_join(std::string_view folder,
                                     std::span<const std::string_view> paths);
std::optional<std::string> safe_join(std::string_view folder, std::string_view path);

}  // namespace carboy::core::http
