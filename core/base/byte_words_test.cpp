#include "core/base/byte_words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace carboy::core::base {
namespace {

// Compares with a test byte by byte: every byte at every place in texts of every length.
template <class Word, class Byte>
void expect_same(Word of_word, Byte of_byte) {
  for (std::size_t size = 0; size <= 25; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(size, 'x');
        text[at] = static_cast<char>(byte);
        if (size > 1) text[(at + 1) % size] = '\xc3';
        ASSERT_EQ(any_word(text, of_word), std::any_of(text.begin(), text.end(), of_byte))
            << size << " " << at << " " << byte;
      }
    }
  }
}

TEST(ByteWordsTest, FindsAByteAtAnyPlace) {
  for (const unsigned char sought : {0x00, 0x0a, 0x7f, 0x80, 0xff}) {
    expect_same([=](ByteWord word) { return has_byte(word, sought); },
                [=](char c) { return static_cast<unsigned char>(c) == sought; });
  }
}

TEST(ByteWordsTest, FindsBytesBelowALimit) {
  for (const unsigned char limit : {0x01, 0x20, 0x21, 0x61}) {
    expect_same([=](ByteWord word) { return has_below(word, limit); },
                [=](char c) { return static_cast<unsigned char>(c) < limit; });
  }
}

TEST(ByteWordsTest, FindsBytesOutsideAscii) {
  expect_same([](ByteWord word) { return has_non_ascii(word); },
              [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

TEST(ByteWordsTest, AnEmptyTextHasNoWord) {
  EXPECT_FALSE(any_word("", [](ByteWord) { return true; }));
}

}  // namespace
}  // namespace carboy::core::base
