// Compares names of header fields.
#pragma once

#include <cstddef>
#include <string_view>

namespace carboy::detail {

// Returns whether the names are equal without regard to case (RFC 9110, section 5.1).
constexpr bool is_same_field(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto lower = [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

}  // namespace carboy::detail
