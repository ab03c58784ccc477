#include "core/routing/url_join.h"

#include <algorithm>
#include <vector>

#include "core/http/url_split.h"

namespace carboy::core::routing {
namespace {

std::string join(const http::UrlParts& parts) {
  std::string url(parts.scheme);
  url.append("://").append(parts.authority);
  if (!parts.path.empty() && parts.path.front() != '/') url += '/';
  url += parts.path;
  if (!parts.query.empty()) url.append("?").append(parts.query);
  if (!parts.fragment.empty()) url.append("#").append(parts.fragment);
  return url;
}

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  for (std::size_t at = 0;; ++at) {
    const std::size_t slash = std::min(path.find('/', at), path.size());
    segments.push_back(path.substr(at, slash - at));
    if (slash == path.size()) return segments;
    at = slash;
  }
}

std::vector<std::string_view> merged_segments(std::string_view base, std::string_view path) {
  std::vector<std::string_view> segments = segments_of(base);
  if (!segments.back().empty()) segments.pop_back();
  for (const std::string_view segment : segments_of(path)) segments.push_back(segment);
  if (segments.size() > 2) {
    segments.erase(std::remove(segments.begin() + 1, segments.end() - 1, std::string_view()),
                   segments.end() - 1);
  }
  return segments;
}

std::string without_dots(const std::vector<std::string_view>& segments) {
  std::vector<std::string_view> kept;
  for (const std::string_view segment : segments) {
    if (segment == ".." && !kept.empty()) kept.pop_back();
    if (segment != ".." && segment != ".") kept.push_back(segment);
  }
  if (segments.back() == "." || segments.back() == "..") kept.emplace_back();
  std::string path;
  for (std::size_t i = 0; i < kept.size(); ++i) path.append(i == 0 ? "" : "/").append(kept[i]);
  return path.empty() ? "/" : path;
}

}  // namespace

std::string url_join(std::string_view base, std::string_view reference) {
  if (reference.empty()) return std::string(base);
  const http::UrlParts from = http::split_url(base);
  http::UrlParts to = http::split_url(reference);
  if (!to.scheme.empty() && to.scheme != from.scheme) return std::string(reference);
  to.scheme = from.scheme;
  if (!to.authority.empty()) return join(to);
  to.authority = from.authority;
  if (to.path.empty()) {
    to.path = from.path;
    return join(to);
  }
  const std::string path = without_dots(
      to.path.starts_with('/') ? segments_of(to.path) : merged_segments(from.path, to.path));
  to.path = path;
  return join(to);
}

}  // namespace carboy::core::routing
