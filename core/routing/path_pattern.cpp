#include "core/routing/path_pattern.h"

#include <algorithm>
#include <span>

namespace carboy::core::routing {
namespace {

// "/a//b/" has the segments "a", "" and "b".
std::vector<std::string> path_segments(std::string_view path) {
  std::vector<std::string> segments;
  if (path.ends_with('/')) path.remove_suffix(1);
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t slash = std::min(path.find('/'), path.size());
    segments.emplace_back(path.substr(0, slash));
    path.remove_prefix(slash);
  }
  return segments;
}

// The parts of a rule's path, one for each segment; the last may be a final one.
std::span<const RulePart> path_parts(const Rule& rule) {
  // The host's part and the empty text before the first slash come first.
  std::span<const RulePart> parts = std::span(rule.parts()).subspan(1);
  if (!parts.front().is_final) parts = parts.subspan(1);
  const bool ends_in_slash =
      !parts.empty() && parts.back().is_static && parts.back().content.empty();
  return ends_in_slash ? parts.first(parts.size() - 1) : parts;
}

Cover cover_of_segment(const RulePart& part, const std::string& segment) {
  if (segment == "*") return Cover::inside;
  if (part.is_static) return part.content == segment ? Cover::inside : Cover::outside;
  PatternScratch scratch;
  std::vector<std::string_view> values;
  return Pattern(part.elements).match(segment, scratch, values) ? Cover::partly : Cover::outside;
}

}  // namespace

std::string PathPattern::mistake_in(std::string_view text) {
  if (!text.starts_with('/')) return "A pattern begins with a slash, such as \"/reports/**\".";
  if (text.find_first_of("<>?#") != std::string_view::npos) {
    return "A pattern consists of text, * and **; it has no parameters and no query.";
  }
  const std::vector<std::string> segments = path_segments(text);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::string& segment = segments[i];
    if (segment.find('*') == std::string::npos || segment == "*") continue;
    if (segment != "**")
      return "In a pattern, * stands for a whole segment, as in \"/shops/*/admin\".";
    if (i + 1 != segments.size())
      return "In a pattern, ** stands at the end, as in \"/reports/**\".";
  }
  return {};
}

PathPattern::PathPattern(std::string_view text) : segments_(path_segments(text)) {
  has_rest_ = !segments_.empty() && segments_.back() == "**";
  if (has_rest_) segments_.pop_back();
}

Cover PathPattern::cover_of(const Rule& rule) const {
  const std::span<const RulePart> parts = path_parts(rule);
  Cover cover = Cover::inside;
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    if (i == parts.size()) return Cover::outside;
    if (parts[i].is_final) return Cover::partly;
    const Cover one = cover_of_segment(parts[i], segments_[i]);
    if (one == Cover::outside) return one;
    if (one == Cover::partly) cover = one;
  }
  return has_rest_ || parts.size() == segments_.size() ? cover : Cover::outside;
}

}  // namespace carboy::core::routing
