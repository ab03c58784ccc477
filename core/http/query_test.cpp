#include "core/http/query.h"

#include <gtest/gtest.h>

#include <string>

namespace carboy::core::http {
namespace {

using std::string_view_literals::operator""sv;

std::string read_query(std::string_view query) {
  PairList pairs;
  EXPECT_EQ(parse_query(query, pairs), QueryError::none);
  std::string text;
  for (const Pair& pair : pairs.all()) text.append(pair.name).append(">").append(pair.value) += '|';
  return text;
}

TEST(Query, ReadsPairsInOrder) {
  EXPECT_EQ(read_query("a=1&b=2&a=3"), "a>1|b>2|a>3|");
  EXPECT_EQ(read_query("a&b=&=c&=&&&d=1=2"), "a>|b>|>c|>|d>1=2|");
  EXPECT_EQ(read_query("a;b=1"), "a;b>1|");
  EXPECT_EQ(read_query(""), "");
}

TEST(Query, DecodesPlusAndPercent) {
  EXPECT_EQ(read_query("a+b=c%20d%2B"), "a b>c d+|");
  EXPECT_EQ(read_query("%c3%A9=é"), "é>é|");
  EXPECT_EQ(read_query("a=%26%3d"), "a>&=|");
}

TEST(Query, KeepsPercentSignsThatEscapeNothing) {
  EXPECT_EQ(read_query("%=%"), "%>%|");
  EXPECT_EQ(read_query("a%2=%zz%"), "a%2>%zz%|");
  EXPECT_EQ(read_query("a=%2&b=%"), "a>%2|b>%|");
}

TEST(Query, KeepsWhatIsNoUtf8AsPercent) {
  EXPECT_EQ(read_query("a=%FF"), "a>%FF|");
  EXPECT_EQ(read_query("a=%e2%82%ac%ff"), "a>€%FF|");
  EXPECT_EQ(read_query("a=%C0%AF"), "a>%C0%AF|") << "overlong";
  EXPECT_EQ(read_query("a=%ED%A0%80"), "a>%ED%A0%80|") << "a surrogate";
  EXPECT_EQ(read_query("a=\xFF"), "a>%FF|") << "a raw byte";
  EXPECT_EQ(read_query("%C3=%A9"), "%C3>%A9|") << "no character spans name and value";
}

TEST(Query, TakesNul) {
  EXPECT_EQ(read_query("a=%00"), "a>\0|"sv);
  EXPECT_EQ(read_query("a=\0b"sv), "a>\0b|"sv);
}

TEST(Query, TenThousandKeysAreFine) {
  std::string query;
  for (int i = 0; i < 10'000; ++i) query += "key" + std::to_string(i) + "=v&";
  PairList pairs;
  EXPECT_EQ(parse_query(query, pairs), QueryError::none);
  EXPECT_EQ(pairs.size(), 10'000U);
  EXPECT_EQ(pairs.all()[9999].name, "key9999");
}

TEST(Query, RefusesMorePairsThanTheLimit) {
  PairList pairs;
  EXPECT_EQ(parse_query("a&b&&c&", pairs, {3}), QueryError::none);
  pairs.clear();
  EXPECT_EQ(parse_query("a&b&c&d", pairs, {3}), QueryError::too_many_pairs);
  EXPECT_EQ(pairs.size(), 3U);
  EXPECT_FALSE(describe(QueryError::too_many_pairs).empty());
}

}  // namespace
}  // namespace carboy::core::http
