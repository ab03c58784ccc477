#include "core/http/percent.h"

#include <gtest/gtest.h>

namespace carboy::core::http {
namespace {

TEST(PercentEncoding, KeepsWhatAPathMayHold) {
  EXPECT_EQ(quoted_path("aZ09_.-~!$&'()*+,/:;=@"), "aZ09_.-~!$&'()*+,/:;=@");
  EXPECT_EQ(quoted_path("a b?c#d%|\"<>\\^`{}\n"), "a%20b%3Fc%23d%25%7C%22%3C%3E%5C%5E%60%7B%7D%0A");
  EXPECT_EQ(quoted_path("é"), "%C3%A9");
}

TEST(PercentEncoding, WritesASpaceOfAQueryAsPlus) {
  std::string query;
  append_quoted_query(query, "a b+c&d=e?f/g;h@é");
  EXPECT_EQ(query, "a+b%2Bc%26d%3De?f/g;h@%C3%A9");
}

TEST(PercentEncoding, KeepsPercentSignsOfAnAnchor) {
  std::string anchor;
  append_quoted_anchor(anchor, "x%20y z?#");
  EXPECT_EQ(anchor, "x%20y%20z?#");
}

}  // namespace
}  // namespace carboy::core::http
