#include "core/http/quote.h"

#include <array>

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

void append_kept(std::string& out, std::string_view text, const Kept& kept, bool plus_for_space) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (kept[byte]) {
      out += c;
    } else if (c == ' ' && plus_for_space) {
      out += '+';
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
}

}  // namespace

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
