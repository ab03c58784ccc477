// Tests eight bytes at a time, so that a check of every request's text costs a few instructions.
//
// Thread rule: plain functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace carboy::core::base {

// Eight bytes of text, in the machine's order.
using ByteWord = std::uint64_t;

constexpr ByteWord kLowBits = 0x0101010101010101;
constexpr ByteWord kHighBits = 0x8080808080808080;

constexpr bool has_non_ascii(ByteWord word) noexcept { return (word & kHighBits) != 0; }
// Exact for any `limit` of at most 128 (S. E. Anderson, Bit Twiddling Hacks: "less than n").
constexpr bool has_below(ByteWord word, unsigned char limit) noexcept {
  return ((word - kLowBits * limit) & ~word & kHighBits) != 0;
}
constexpr bool has_byte(ByteWord word, unsigned char byte) noexcept {
  return has_below(word ^ (kLowBits * byte), 1);
}

// Returns whether `test` is true of any eight bytes of the text. The last word is filled up with
// 'a'.
template <class Test>
bool any_word(std::string_view text, Test test) noexcept {
  ByteWord word = 0;
  for (; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
    std::memcpy(&word, text.data(), sizeof word);
    if (test(word)) return true;
  }
  if (text.empty()) return false;
  word = kLowBits * 'a';
  std::memcpy(&word, text.data(), text.size());
  return test(word);
}

}  // namespace carboy::core::base
