#include "core/http/conditional.h"

#include <gtest/gtest.h>

#include <string>

#include "core/http/etag.h"

namespace carboy::core::http {
namespace {

constexpr std::int64_t kNoon = 1199188800;  // Tue, 01 Jan 2008 12:00:00 GMT
constexpr std::string_view kAtNoon = "Tue, 01 Jan 2008 12:00:00 GMT";
constexpr std::string_view kBefore = "Tue, 01 Jan 2008 11:59:59 GMT";

std::string tags_of(std::string_view header) {
  const EtagList list(header);
  std::string text = list.is_any() ? "any" : "";
  for (const Etag& etag : list.tags()) text.append(etag.weak ? "w:" : "").append(etag.tag) += '|';
  return text;
}

TEST(EtagList, ReadsTags) {
  EXPECT_EQ(tags_of(R"("a", W/"b" ,w/"c",d)"), "a|w:b|w:c|d|");
  EXPECT_EQ(tags_of(R"("a,b", "c"d")"), "a,b|c\"d|");
  EXPECT_EQ(tags_of(R"("a", *)"), "any");
  EXPECT_EQ(tags_of(R"("*")"), "*|");
  EXPECT_EQ(tags_of(R"("a)"), "\"a|");
  EXPECT_TRUE(EtagList("").empty());
}

TEST(EtagList, ReadsUnclosedQuotesWithoutDelay) {
  std::string header;
  for (int i = 0; i < 50'000; ++i) header += "\"a,";
  EXPECT_EQ(EtagList(header).tags().size(), 50'000U);
}

TEST(EtagList, ComparesStronglyAndWeakly) {
  const EtagList list(R"("a", W/"b")");
  EXPECT_TRUE(list.contains("a"));
  EXPECT_FALSE(list.contains("b"));
  EXPECT_TRUE(list.contains_weak("b"));
  EXPECT_FALSE(list.contains_weak("c"));
}

TEST(Etag, IsQuotedAndUnquoted) {
  EXPECT_EQ(quote_etag("a"), "\"a\"");
  EXPECT_EQ(quote_etag("a", true), "W/\"a\"");
  EXPECT_EQ(quote_etag("a\"b"), std::nullopt);
  EXPECT_EQ(quote_etag("a\r\nb"), std::nullopt);
  EXPECT_EQ(unquote_etag(" W/\"a\" ").tag, "a");
  EXPECT_TRUE(unquote_etag("W/\"a\"").weak);
  EXPECT_EQ(unquote_etag("\"").tag, "");
  EXPECT_EQ(content_etag("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST(IsResourceModified, FollowsWerkzeug) {
  const Validators validators{"abc", kNoon};
  const auto modified = [&](const Conditions& conditions) {
    return is_resource_modified(conditions, validators);
  };
  EXPECT_TRUE(modified({}));
  EXPECT_FALSE(modified({.if_none_match = "\"abc\""}));
  EXPECT_FALSE(modified({.if_none_match = "W/\"abc\""}));
  EXPECT_FALSE(modified({.if_none_match = "*"}));
  EXPECT_FALSE(modified({.if_modified_since = kAtNoon}));
  EXPECT_TRUE(modified({.if_modified_since = kBefore}));
  EXPECT_TRUE(modified({.if_none_match = "\"x\"", .if_modified_since = kAtNoon}));
  EXPECT_TRUE(modified({.if_match = "\"abc\""}));
  EXPECT_FALSE(modified({.if_match = "\"x\""}));
}

TEST(IsResourceModified, TakesIfRangeWithARangeOnly) {
  const Validators validators{"abc", kNoon};
  Conditions conditions{.if_range = "\"abc\"", .range = "bytes=0-1"};
  EXPECT_FALSE(is_resource_modified(conditions, validators, true));
  EXPECT_TRUE(is_resource_modified(conditions, validators, false));
  conditions.range = "";
  EXPECT_TRUE(is_resource_modified(conditions, validators, true));
  conditions = {.if_range = kAtNoon, .range = "bytes=0-1"};
  EXPECT_FALSE(is_resource_modified(conditions, validators, true));
}

TEST(Evaluate, FollowsTheOrderOfTheRfc) {
  const Validators validators{"\"abc\"", kNoon};
  const auto evaluated = [&](const Conditions& conditions, std::string_view method = "GET") {
    return evaluate(conditions, validators, method);
  };
  EXPECT_EQ(evaluated({}), Precondition::proceed);
  EXPECT_EQ(evaluated({.if_match = "*"}), Precondition::proceed);
  EXPECT_EQ(evaluated({.if_match = "\"x\""}), Precondition::failed);
  EXPECT_EQ(evaluated({.if_match = "W/\"abc\""}), Precondition::failed) << "strong comparison";
  EXPECT_EQ(evaluated({.if_match = "\"abc\"", .if_unmodified_since = kBefore}),
            Precondition::proceed);
  EXPECT_EQ(evaluated({.if_unmodified_since = kBefore}), Precondition::failed);
  EXPECT_EQ(evaluated({.if_none_match = "W/\"abc\""}), Precondition::not_modified);
  EXPECT_EQ(evaluated({.if_none_match = "*"}, "PUT"), Precondition::failed);
  EXPECT_EQ(evaluated({.if_none_match = "\"x\"", .if_modified_since = kAtNoon}),
            Precondition::proceed);
  EXPECT_EQ(evaluated({.if_modified_since = kAtNoon}, "HEAD"), Precondition::not_modified);
  EXPECT_EQ(evaluated({.if_modified_since = kAtNoon}, "POST"), Precondition::proceed);
  EXPECT_EQ(evaluated({.if_modified_since = kBefore}), Precondition::proceed);
  EXPECT_EQ(evaluate({.if_match = "*"}, {}, "PUT"), Precondition::proceed);
}

TEST(RangeApplies, ToTheVeryRepresentation) {
  const Validators validators{"\"abc\"", kNoon};
  EXPECT_TRUE(range_applies({}, validators));
  EXPECT_TRUE(range_applies({.if_range = "\"abc\""}, validators));
  EXPECT_FALSE(range_applies({.if_range = "W/\"abc\""}, validators));
  EXPECT_FALSE(range_applies({.if_range = "\"x\""}, validators));
  EXPECT_TRUE(range_applies({.if_range = kAtNoon}, validators));
  EXPECT_FALSE(range_applies({.if_range = kBefore}, validators));
  EXPECT_FALSE(range_applies({.if_range = "\"abc\""}, {}));
}

TEST(Conditions, AreFoundAmongFields) {
  const Field fields[] = {{"if-none-match", "\"a\""}, {"RANGE", "bytes=0-"}, {"X", "y"}};
  const Conditions conditions = Conditions::of(fields);
  EXPECT_EQ(conditions.if_none_match, "\"a\"");
  EXPECT_EQ(conditions.range, "bytes=0-");
  EXPECT_EQ(conditions.if_match, "");
}

}  // namespace
}  // namespace carboy::core::http
