// Lists of words as one text.
//
// Thread rule: plain functions.
#pragma once

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

}  // namespace carboy::core::base
