// Entity tags (RFC 9110, section 8.8.3) and lists of them, as Werkzeug's parse_etags reads them.
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

// `W/"a"` to {a, weak}; unquoted text is taken as it is.
Etag unquote_etag(std::string_view text) noexcept;
// `"a"`, `W/"a"`. Nothing when the tag has a quote or a character that no header may hold.
std::optional<std::string> quote_etag(std::string_view tag, bool weak = false);

// The tag of some content: its SHA-1 in hexadecimal, as Werkzeug's generate_etag. Not a signature.
std::string content_etag(std::string_view content);

// If-Match or If-None-Match. Borrows the header.
class EtagList {
 public:
  explicit EtagList(std::string_view header);

  bool is_any() const noexcept { return is_any_; }  // `*`
  bool empty() const noexcept { return !is_any_ && tags_.empty(); }
  std::span<const Etag> tags() const noexcept { return tags_; }

  bool is_strong(std::string_view tag) const noexcept { return has(tag, false); }
  bool is_weak(std::string_view tag) const noexcept { return has(tag, true); }
  // Strong comparison; `*` contains all.
  bool contains(std::string_view tag) const noexcept { return is_any_ || is_strong(tag); }
  // Weak comparison.
  bool contains_weak(std::string_view tag) const noexcept { return is_weak(tag) || contains(tag); }

 private:
  bool has(std::string_view tag, bool weak) const noexcept;

  std::vector<Etag> tags_;
  bool is_any_ = false;
};

}  // namespace carboy::core::http
