// Words put together: lists, and counts with their nouns.
//
// Thread rule: plain functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace carboy::core::base {

// "a, b, c" of any range of texts. Nothing is put before the first word that is not empty.
template <class Words>
std::string joined(const Words& words, std::string_view between = ", ") {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

// "1 thread", "2 threads". REQUIRES: the noun forms its plural with an s.
inline std::string counted(std::uint64_t count, std::string_view noun) {
  return std::to_string(count).append(" ").append(noun).append(count == 1 ? "" : "s");
}

}  // namespace carboy::core::base
