#include "core/http/percent.h"

#include <algorithm>
#include <array>

#include "core/base/utf8.h"

namespace carboy::core::http {
namespace {

using Kept = std::array<bool, 256>;

constexpr Kept kept_with(std::string_view more) {
  Kept kept{};
  for (char c = '0'; c <= '9'; ++c) kept[static_cast<unsigned char>(c)] = true;
  for (char c = 'a'; c <= 'z'; ++c) kept[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) kept[static_cast<unsigned char>(c)] = true;
  for (const char c : std::string_view("_.-~")) kept[static_cast<unsigned char>(c)] = true;
  for (const char c : more) kept[static_cast<unsigned char>(c)] = true;
  return kept;
}

constexpr Kept kInPath = kept_with("!$&'()*+,/:;=@");
constexpr Kept kInQuery = kept_with("!$'()*,/:;?@");
constexpr Kept kInAnchor = kept_with("%!#$&'()*+,/:;=?@");

void append_escaped(std::string& out, unsigned char byte) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  out += '%';
  out += kHex[byte >> 4];
  out += kHex[byte & 15];
}

void append_kept(std::string& out, std::string_view text, const Kept& kept, bool plus_for_space) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (kept[byte]) {
      out += c;
    } else if (c == ' ' && plus_for_space) {
      out += '+';
    } else {
      append_escaped(out, byte);
    }
  }
}

}  // namespace

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

int escaped_byte(std::string_view text, std::size_t at) noexcept {
  if (text.size() - at < 3 || text[at] != '%') return -1;
  const int high = hex_value(text[at + 1]), low = hex_value(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

std::size_t decode_percent(std::string_view text, char* out, bool plus_is_space) noexcept {
  char* to = out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const int byte = c == '%' ? escaped_byte(text, at) : -1;
    if (byte >= 0) {
      *to++ = static_cast<char>(byte);
      at += 2;
    } else {
      *to++ = c == '+' && plus_is_space ? ' ' : c;
    }
  }
  return static_cast<std::size_t>(to - out);
}

std::string percent_decoded(std::string_view text) {
  std::string out(text.size(), '\0');
  out.resize(decode_percent(text, out.data(), false));
  return out;
}

void append_requoting_invalid(std::string& out, std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const base::CodePoint found = base::code_point_at(bytes, at);
    const auto byte = static_cast<unsigned char>(bytes[at]);
    if (found.size == 1 && byte >= 0x80) {
      append_escaped(out, byte);
    } else {
      out += bytes.substr(at, found.size);
    }
    at += found.size;
  }
}

void append_quoted_path(std::string& out, std::string_view text) {
  append_kept(out, text, kInPath, false);
}

std::string quoted_path(std::string_view text) {
  std::string out;
  append_quoted_path(out, text);
  return out;
}

void append_quoted_query(std::string& out, std::string_view text) {
  append_kept(out, text, kInQuery, true);
}

void append_quoted_anchor(std::string& out, std::string_view text) {
  append_kept(out, text, kInAnchor, false);
}

void append_quoted(std::string& out, std::string_view text, std::string_view more) {
  append_kept(out, text, kept_with(more), false);
}

}  // namespace carboy::core::http
