#include "core/http/safe_path.h"

#include <algorithm>
#include <vector>

namespace carboy::core::http {

std::string normalized_path(std::string_view path) {
  if (path.empty()) return ".";
  // POSIX gives two leading slashes a meaning of their own, but not three.
  const std::size_t slashes = std::min(path.find_first_not_of('/'), path.size());
  const std::string_view root = slashes == 0 ? "" : slashes == 2 ? "//" : "/";
  std::vector<std::string_view> kept;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, end - at);
    at = end + 1;
    if (part.empty() || part == ".") continue;
    const bool climbs = part == "..";
    if (!climbs || (kept.empty() && root.empty()) || (!kept.empty() && kept.back() == "..")) {
      kept.push_back(part);
    } else if (!kept.empty()) {
      kept.pop_back();
    }
  }
  std::string text(root);
  for (std::size_t i = 0; i < kept.size(); ++i) text.append(i == 0 ? "" : "/").append(kept[i]);
  return text.empty() ? "." : text;
}

std::optional<std::string> safe_join(std::string_view folder,
                                     std::span<const std::string_view> paths) {
  std::string joined(folder.empty() ? "." : folder);
  for (const std::string_view path : paths) {
    if (path.empty()) continue;
    const std::string part = normalized_path(path);
    if (part.starts_with('/') || part == ".." || part.starts_with("../") ||
        part.find('\0') != std::string::npos) {
      return std::nullopt;
    }
    if (joined.back() != '/') joined += '/';
    joined += part;
  }
  return joined;
}

std::optional<std::string> safe_join(std::string_view folder, std::string_view path) {
  const std::string_view paths[] = {path};
  return safe_join(folder, paths);
}

}  // namespace carboy::core::http
