#include "core/base/utf8.h"

#include <algorithm>

#include "core/base/byte_words.h"

namespace carboy::core::base {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Returns the size of the sequence that `lead` begins, in bytes; 0 if no sequence begins with it.
std::size_t sequence_size(unsigned char lead) noexcept {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xF0 && lead < 0xF5) return 4;
  return 0;
}

bool is_allowed(char32_t value, std::size_t size) noexcept {
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  return value >= kLeast[size] && value <= 0x10FFFF && !(value >= 0xD800 && value <= 0xDFFF);
}

// Returns size 0 if no well-formed sequence begins at `at`.
CodePoint decode(std::string_view text, std::size_t at) noexcept {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t size = sequence_size(lead);
  if (size == 1) return {lead, 1};
  if (size == 0 || size > text.size() - at) return {kReplacement, 0};
  char32_t value = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if (!is_continuation(text[at + i])) return {kReplacement, 0};
    value = (value << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
  }
  return is_allowed(value, size) ? CodePoint{value, size} : CodePoint{kReplacement, 0};
}

// Returns whether `c` may be the second byte after `lead` (Unicode, table 3-7).
bool is_second(unsigned char lead, char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  const unsigned least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned greatest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  return byte >= least && byte <= greatest;
}

// REQUIRES: no well-formed sequence begins at `at`.
std::size_t maximal_subpart(std::string_view text, std::size_t at) noexcept {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t size = std::min(sequence_size(lead), text.size() - at);
  if (size < 2 || !is_second(lead, text[at + 1])) return 1;
  std::size_t count = 2;
  while (count < size && is_continuation(text[at + count])) ++count;
  return count;
}

}  // namespace

CodePoint wide_code_point_at(std::string_view text, std::size_t at) noexcept {
  const CodePoint found = decode(text, at);
  return found.size == 0 ? CodePoint{kReplacement, 1} : found;
}

std::size_t code_point_before(std::string_view text, std::size_t at) noexcept {
  std::size_t begin = at - 1;
  while (begin > 0 && at - begin < 4 && is_continuation(text[begin])) --begin;
  return begin + code_point_at(text, begin).size == at ? begin : at - 1;
}

std::size_t count_code_points(std::string_view text) noexcept {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at += code_point_at(text, at).size) ++count;
  return count;
}

bool is_utf8(std::string_view text) noexcept {
  if (!any_word(text, has_non_ascii)) return true;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint found = decode(text, at);
    if (found.size == 0) return false;
    at += found.size;
  }
  return true;
}

void append_with_replacements(std::string& out, std::string_view bytes) {
  if (is_utf8(bytes)) {
    out += bytes;
    return;
  }
  for (std::size_t at = 0; at < bytes.size();) {
    const CodePoint found = decode(bytes, at);
    if (found.size > 0) {
      out += bytes.substr(at, found.size);
      at += found.size;
    } else {
      out += "\xEF\xBF\xBD";
      at += maximal_subpart(bytes, at);
    }
  }
}

void append_code_point(std::string& out, char32_t value) {
  const auto byte = [](char32_t bits) {
    return static_cast<char>(static_cast<unsigned char>(bits));
  };
  if (value < 0x80) {
    out += byte(value);
    return;
  }
  if (value < 0x800) {
    out += byte(0xC0 | value >> 6);
  } else {
    if (value < 0x10000) {
      out += byte(0xE0 | value >> 12);
    } else {
      out += byte(0xF0 | value >> 18);
      out += byte(0x80 | (value >> 12 & 0x3F));
    }
    out += byte(0x80 | (value >> 6 & 0x3F));
  }
  out += byte(0x80 | (value & 0x3F));
}

}  // namespace carboy::core::base
