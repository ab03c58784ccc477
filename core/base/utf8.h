// Code points of UTF-8 text (RFC 3629). The lengths in rules count code points, not bytes.
//
// Thread rule: plain functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace carboy::core::base {

struct CodePoint {
  char32_t value;
  std::size_t size;  // bytes, at least 1
};

// code_point_at() for a byte outside ASCII.
CodePoint wide_code_point_at(std::string_view text, std::size_t at) noexcept;

// Returns the code point that begins at `at`; for a byte that begins none, U+FFFD with size 1.
// REQUIRES: at < text.size().
inline CodePoint code_point_at(std::string_view text, std::size_t at) noexcept {
  const auto c = static_cast<unsigned char>(text[at]);
  return c < 0x80 ? CodePoint{c, 1} : wide_code_point_at(text, at);
}

// Returns where the code point before `at` begins. REQUIRES: 0 < at <= text.size().
std::size_t code_point_before(std::string_view text, std::size_t at) noexcept;

std::size_t count_code_points(std::string_view text) noexcept;

// Returns whether the text is well-formed: no overlong forms, no surrogates, nothing above U+10FFFF
// (RFC 3629, section 3).
bool is_utf8(std::string_view text) noexcept;

// Appends `bytes` with U+FFFD for malformed UTF-8: one for each maximal subpart (Unicode, section
// 3.9), as Python does with errors="replace".
void append_with_replacements(std::string& out, std::string_view bytes);

// Appends one code point as UTF-8. REQUIRES: `value` is a code point and not a surrogate.
void append_code_point(std::string& out, char32_t value);

}  // namespace carboy::core::base
