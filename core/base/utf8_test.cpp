#include "core/base/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace carboy::core::base {
namespace {

using std::string_view_literals::operator""sv;

TEST(Utf8, TakesWellFormedText) {
  for (const auto text : {""sv, "plain"sv, "é"sv, "войти"sv, "€"sv, "😀"sv, "\x7F"sv, "a\0b"sv,
                          "\xED\x9F\xBF"sv, "\xEE\x80\x80"sv, "\xF4\x8F\xBF\xBF"sv}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
}

TEST(Utf8, RejectsWhatRfc3629Excludes) {
  for (const auto text : {"\x80"sv, "\xC3"sv, "\xC0\xAF"sv, "\xC1\x81"sv, "\xE0\x80\xAF"sv,
                          "\xE2\x82"sv, "\xED\xA0\x80"sv, "\xF0\x80\x80\xAF"sv,
                          "\xF4\x90\x80\x80"sv, "\xF5\x80\x80\x80"sv, "\xFF"sv, "a\xC3(b"sv}) {
    EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(std::string(text));
  }
}

TEST(Utf8, CountsCodePointsAndBrokenBytesOneByOne) {
  EXPECT_EQ(count_code_points("é😀a"), 3U);
  EXPECT_EQ(count_code_points("a\xFF\xC3"), 3U);
}

TEST(Utf8, StepsBackToWhereACodePointBegins) {
  const std::string_view text = "aé😀";
  EXPECT_EQ(code_point_before(text, text.size()), 3U);
  EXPECT_EQ(code_point_before(text, 3), 1U);
  EXPECT_EQ(code_point_before(text, 1), 0U);
  EXPECT_EQ(code_point_before("\x80\x80", 2), 1U);
}

TEST(Utf8, ReplacesEachMaximalSubpartOnce) {
  const auto replaced = [](std::string_view bytes) {
    std::string out;
    append_with_replacements(out, bytes);
    return out;
  };
  EXPECT_EQ(replaced("plain é"), "plain é");
  EXPECT_EQ(replaced("a\xFFz"), "a\uFFFDz");
  EXPECT_EQ(replaced("\xE2\x82z"), "\uFFFDz");
  EXPECT_EQ(replaced("\xF0\x9F\x98"), "\uFFFD");
  EXPECT_EQ(replaced("\xF0\x80\x80"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(replaced("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(replaced("\xC0\xAFé"), "\uFFFD\uFFFDé");
}

TEST(Utf8, WritesCodePointsOfEachSize) {
  std::string out;
  for (const char32_t value : {U'a', U'é', U'€', U'😀'}) append_code_point(out, value);
  EXPECT_EQ(out, "aé€😀");
}

}  // namespace
}  // namespace carboy::core::base
