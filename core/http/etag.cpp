#include "core/http/etag.h"

#include <openssl/evp.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/http/fields.h"
#include "core/http/header_text.h"

namespace carboy::core::http {
namespace {

bool begins_weak(std::string_view text) noexcept {
  return text.starts_with("W/") || text.starts_with("w/");
}

// Returns where the comma is that follows `at` after blanks only, or npos. The end counts as a
// comma.
std::size_t separator_at(std::string_view text, std::size_t at) noexcept {
  if (at == text.size()) return at;
  while (at < text.size() && is_blank(text[at])) ++at;
  return at < text.size() && text[at] == ',' ? at : std::string_view::npos;
}

// Iterates over the tags of a list. A quoted tag ends at the first quote that a comma or the end
// follows.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool next(Etag& etag, bool& is_quoted) noexcept {
    if (at_ >= text_.size()) return false;
    etag.weak = begins_weak(text_.substr(at_));
    if (etag.weak) at_ += 2;
    is_quoted = at_ < text_.size() && text_[at_] == '"' && take_quoted(etag.tag);
    if (!is_quoted) take_raw(etag.tag);
    return true;
  }

 private:
  bool take_quoted(std::string_view& tag) noexcept {
    if (has_no_more_quoted_) return false;
    for (std::size_t end = text_.find('"', at_ + 1); end != std::string_view::npos;
         end = text_.find('"', end + 1)) {
      const std::size_t separator = separator_at(text_, end + 1);
      if (separator == std::string_view::npos) continue;
      tag = text_.substr(at_ + 1, end - at_ - 1);
      skip_to(separator);
      return true;
    }
    has_no_more_quoted_ = true;
    return false;
  }

  void take_raw(std::string_view& tag) noexcept {
    const std::size_t comma = std::min(text_.find(',', at_), text_.size());
    tag = text_.substr(at_, comma - at_);
    while (comma < text_.size() && !tag.empty() && is_blank(tag.back())) tag.remove_suffix(1);
    skip_to(comma);
  }

  void skip_to(std::size_t separator) noexcept {
    at_ = std::min(separator + 1, text_.size());
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool has_no_more_quoted_ = false;  // many unclosed quotes cost one search
};

}  // namespace

Etag unquote_etag(std::string_view text) noexcept {
  Etag etag{trimmed(text), false};
  etag.weak = begins_weak(etag.tag);
  if (etag.weak) etag.tag.remove_prefix(2);
  if (etag.tag.starts_with('"') && etag.tag.ends_with('"')) {
    etag.tag = etag.tag.size() < 2 ? "" : etag.tag.substr(1, etag.tag.size() - 2);
  }
  return etag;
}

std::optional<std::string> quote_etag(std::string_view tag, bool weak) {
  if (tag.find('"') != std::string_view::npos || !is_field_value(tag)) return std::nullopt;
  std::string text = weak ? "W/\"" : "\"";
  text.append(tag).append("\"");
  return text;
}

std::string content_etag(std::string_view content) {
  constexpr std::string_view kHex = "0123456789abcdef";
  unsigned char digest[EVP_MAX_MD_SIZE];
  std::size_t size = 0;
  if (EVP_Q_digest(nullptr, "SHA1", nullptr, content.data(), content.size(), digest, &size) != 1) {
    throw base::Error("This machine's OpenSSL has no SHA-1, which entity tags are made with.");
  }
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text += kHex[digest[i] >> 4];
    text += kHex[digest[i] & 15];
  }
  return text;
}

EtagList::EtagList(std::string_view header) {
  Reader reader(header);
  Etag etag;
  bool is_quoted = false;
  while (reader.next(etag, is_quoted)) {
    if (!is_quoted && etag.tag == "*") {
      is_any_ = true;
      tags_.clear();
      return;
    }
    tags_.push_back(etag);
  }
}

bool EtagList::has(std::string_view tag, bool weak) const noexcept {
  return std::any_of(tags_.begin(), tags_.end(),
                     [&](const Etag& etag) { return etag.weak == weak && etag.tag == tag; });
}

}  // namespace carboy::core::http
