#include "core/routing/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace carboy::core::routing {
namespace {

using std::string_view_literals::operator""sv;

TEST(Utf8, TakesWellFormedText) {
  for (const auto text : {""sv, "plain"sv, "é"sv, "войти"sv, "€"sv, "😀"sv, "\x7F"sv, "a\0b"sv,
                          "\xED\x9F\xBF"sv, "\xEE\x80\x80"sv, "\xF4\x8F\xBF\xBF"sv}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
}

TEST(Utf8, RefusesWhatRfc3629Excludes) {
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

}  // namespace
}  // namespace carboy::core::routing
