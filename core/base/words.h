// Lists and counts for messages.
//
// Thread rule: plain functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace carboy::core::base {

// Joins a range of texts: "a, b, c". Empty texts at the beginning add no separator.
template <class Words>
std::string joined(const Words& words, std::string_view between = ", ") {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

// Returns "1 thread" or "2 threads". REQUIRES: the noun forms its plural with an s.
inline std::string counted(std::uint64_t count, std::string_view noun) {
  return std::to_string(count).append(" ").append(noun).append(count == 1 ? "" : "s");
}

// "48,210" for 48210.
inline std::string with_separators(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

}  // namespace carboy::core::base
