#include "core/routing/url_join.h"

#include <algorithm>
#include <vector>

namespace carboy::core::routing {
namespace {

struct Split {
  std::string_view scheme, host, path, query, fragment;
};

bool is_scheme(std::string_view text) noexcept {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
         });
}

std::string_view cut_after(std::string_view& text, char separator) noexcept {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return {};
  const std::string_view behind = text.substr(at + 1);
  text = text.substr(0, at);
  return behind;
}

Split split(std::string_view url) {
  Split parts;
  const std::size_t colon = url.find(':');
  if (colon != std::string_view::npos && is_scheme(url.substr(0, colon))) {
    parts.scheme = url.substr(0, colon);
    url.remove_prefix(colon + 1);
  }
  if (url.starts_with("//")) {
    url.remove_prefix(2);
    const std::size_t end = std::min(url.find_first_of("/?#"), url.size());
    parts.host = url.substr(0, end);
    url.remove_prefix(end);
  }
  parts.fragment = cut_after(url, '#');
  parts.query = cut_after(url, '?');
  parts.path = url;
  return parts;
}

std::string join(const Split& parts) {
  std::string url(parts.scheme);
  url.append("://").append(parts.host);
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
  const Split from = split(base);
  Split to = split(reference);
  if (!to.scheme.empty() && to.scheme != from.scheme) return std::string(reference);
  to.scheme = from.scheme;
  if (!to.host.empty()) return join(to);
  to.host = from.host;
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
