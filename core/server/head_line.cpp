#include "core/server/head_line.h"

#include <algorithm>

#include "core/base/ascii.h"
#include "core/http/fields.h"

namespace carboy::core::server {
namespace {

constexpr std::string_view kBadRequestLine =
    "The request line is not METHOD target HTTP/1.1 and CR LF.";
constexpr std::string_view kBadLineEnd = "A line does not end with CR LF.";

bool is_name_character(char c) noexcept { return http::is_token({&c, 1}); }
bool is_value_character(char c) noexcept { return !base::is_control(c) || c == '\t'; }

}  // namespace

bool is_known_form_of_method(std::string_view method) noexcept {
  return method.size() <= kLongestMethod &&
         std::none_of(method.begin(), method.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

Refusal RequestLine::take(std::string_view bytes) noexcept {
  for (const char c : bytes) {
    if (const Refusal refusal = take(c); refusal.status != 0) return refusal;
  }
  return {};
}

Refusal RequestLine::take(char c) noexcept {
  switch (part_) {
    case Part::method:
      return take_method(c);
    case Part::target:
      return take_target(c);
    case Part::version:
      break;
  }
  return take_version(c);
}

Refusal RequestLine::enter(Part part) noexcept {
  part_ = part;
  size_ = 0;
  return {};
}

Refusal RequestLine::take_method(char c) noexcept {
  if (c == ' ' && size_ > 0) return enter(Part::target);
  if (!is_name_character(c)) {
    const bool is_tls = c == '\x16' && size_ == 0;  // the first byte of a handshake
    return {400, is_tls ? "This port speaks HTTP, not HTTPS."
                        : "The request does not begin with a method."};
  }
  if (++size_ > kLongestMethod || !is_known_form_of_method({&c, 1})) {
    return {501, "No such method is known here."};
  }
  return {};
}

Refusal RequestLine::take_target(char c) noexcept {
  if (c == ' ' && size_ > 0) return enter(Part::version);
  if (c == ' ' || base::is_control(c)) return {400, "The request target is malformed."};
  if (c == '#') return {400, "The request target holds a fragment."};
  if (++size_ > max_target_) return {414, "The request target is too long."};
  return {};
}

// Only 1.0 and 1.1 exist with this framing, so the first digit of another version decides.
Refusal RequestLine::take_version(char c) noexcept {
  constexpr std::string_view kVersion = "HTTP/1.";
  constexpr std::string_view kEnd = "\r\n";
  const std::size_t at = size_++;
  const bool is_number = at == kVersion.size() - 2 || at == kVersion.size();
  if (at < kVersion.size() && c == kVersion[at]) return {};
  if (at == kVersion.size() && (c == '0' || c == '1')) return {};
  if (is_number && base::is_digit(c)) return {505, "Only HTTP/1.0 and HTTP/1.1 are spoken here."};
  if (at > kVersion.size() && c == kEnd[at - kVersion.size() - 1]) return {};
  return {400, kBadRequestLine};
}

Refusal FieldLines::take(std::string_view bytes) noexcept {
  for (const char c : bytes) {
    if (part_ == Part::value && is_value_character(c)) continue;  // most bytes
    if (const Refusal refusal = take(c); refusal.status != 0) return refusal;
  }
  return {};
}

Refusal FieldLines::take(char c) noexcept {
  switch (part_) {
    case Part::start:
      return begin_name(c);
    case Part::name:
      return take_name(c);
    case Part::value:
      if (c == '\r') part_ = Part::line_feed;
      if (c == '\n') return {400, kBadLineEnd};
      return is_value_character(c) || c == '\r' ? Refusal{}
                                                : Refusal{400, "A field value is malformed."};
    case Part::line_feed:
    case Part::last_line_feed:
      if (c != '\n') return {400, kBadLineEnd};
      part_ = part_ == Part::line_feed ? Part::start : Part::end;
      return {};
    case Part::end:
      break;
  }
  return {};
}

Refusal FieldLines::begin_name(char c) noexcept {
  if (c == ' ' || c == '\t') return {400, "A field is folded over several lines."};
  if (c == '\r') {
    part_ = Part::last_line_feed;
    return {};
  }
  part_ = Part::name;
  size_ = 0;
  return c == ':' ? Refusal{400, "A field name is malformed."} : take_name(c);
}

Refusal FieldLines::take_name(char c) noexcept {
  if (c == ':') {
    part_ = Part::value;
    return {};
  }
  if (!is_name_character(c)) return {400, "A field name is malformed."};
  if (size_ < name_.size()) name_[size_++] = c;
  return {};
}

}  // namespace carboy::core::server
