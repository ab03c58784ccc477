// Entity tags (RFC 9110, section 8.8.3) and lists of them, parsed like Werkzeug's parse_etags.
//
// Thread rule: plain values.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::http {

struct Etag {
  std::string_view tag;  // without quotes
  bool weak = false;
};

// Parses one tag: `W/"a"` becomes {a, weak}. Unquoted text is the tag itself.
Etag unquote_etag(std::string_view text) noexcept;
// Writes a tag: `"a"` or `W/"a"`. Returns nothing if the tag has a quote or a character that is not
// allowed in a header.
std::optional<std::string> quote_etag(std::string_view tag, bool weak = false);

// Returns a tag for a body: its SHA-1 in hexadecimal, like Werkzeug's generate_etag. It is not a
// signature.
std::string content_etag(std::string_view content);

// The tags of If-Match or If-None-Match. Borrows the header.
class EtagList {
 public:
  explicit EtagList(std::string_view header);

  bool is_any() const noexcept { return is_any_; }  // `*`
  bool empty() const noexcept { return !is_any_ && tags_.empty(); }
  std::span<const Etag> tags() const noexcept { return tags_; }

  bool is_strong(std::string_view tag) const noexcept { return has(tag, false); }
  bool is_weak(std::string_view tag) const noexcept { return has(tag, true); }
  // Returns whether the tag matches by strong comparison. `*` matches every tag.
  bool contains(std::string_view tag) const noexcept { return is_any_ || is_strong(tag); }
  // Returns whether the tag matches by weak comparison.
  bool contains_weak(std::string_view tag) const noexcept { return is_weak(tag) || contains(tag); }

 private:
  bool has(std::string_view tag, bool weak) const noexcept;

  std::vector<Etag> tags_;
  bool is_any_ = false;
};

}  // namespace carboy::core::http
