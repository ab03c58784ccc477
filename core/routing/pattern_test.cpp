#include "core/routing/pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "core/routing/rule.h"

namespace carboy::core::routing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Returns the pattern of the first dynamic part of a rule.
Pattern pattern_of(std::string_view rule, const Converters& converters = built_in_converters()) {
  for (const RulePart& part : take_apart(rule, true, converters).parts) {
    if (!part.is_static) return Pattern(part.elements);
  }
  throw base::Error("no dynamic part");
}

// Returns the values, or "no match".
std::vector<std::string> values(const Pattern& pattern, std::string_view text) {
  PatternScratch scratch;
  std::vector<std::string_view> found = {"before"};
  if (!pattern.match(text, scratch, found)) {
    EXPECT_EQ(found.size(), 1U) << "values of a failed match were left";
    return {"no match"};
  }
  return {found.begin() + 1, found.end()};
}

const auto kNoMatch = ElementsAre("no match");

TEST(Pattern, CountsCharactersOfStrings) {
  const Pattern two = pattern_of("/<string(length=2):x>");
  EXPECT_THAT(values(two, "éü"), ElementsAre("éü"));
  EXPECT_THAT(values(two, "é"), kNoMatch);
  const Pattern some = pattern_of("/<string(minlength=2, maxlength=3):x>");
  EXPECT_THAT(values(some, "abc"), ElementsAre("abc"));
  EXPECT_THAT(values(some, "abcd"), kNoMatch);
  EXPECT_THAT(values(pattern_of("/<string(minlength=0):x>"), ""), ElementsAre(""));
  EXPECT_THAT(values(pattern_of("/<x>"), ""), kNoMatch);
}

TEST(Pattern, TakesNumbersAsWritten) {
  EXPECT_THAT(values(pattern_of("/<int:n>"), "007"), ElementsAre("007"));
  EXPECT_THAT(values(pattern_of("/<int:n>"), "１２"), ElementsAre("１２"));
  EXPECT_THAT(values(pattern_of("/<int:n>"), "-7"), kNoMatch);
  EXPECT_THAT(values(pattern_of("/<int(signed=True):n>"), "-7"), ElementsAre("-7"));
  EXPECT_THAT(values(pattern_of("/<int(signed=True):n>"), "--7"), kNoMatch);
  EXPECT_THAT(values(pattern_of("/<float:x>"), "1.50"), ElementsAre("1.50"));
  for (const char* text : {"1", ".5", "1.", "1e5", "1.2.3", "1.x", ""}) {
    EXPECT_THAT(values(pattern_of("/<float:x>"), text), kNoMatch) << text;
  }
}

TEST(Pattern, TakesUuidsAndItems) {
  const std::string uuid = "2B5b0911-fdcf-4dd2-921b-28ace88db8a0";
  EXPECT_THAT(values(pattern_of("/<uuid:u>"), uuid), ElementsAre(uuid));
  EXPECT_THAT(values(pattern_of("/<uuid:u>"), uuid + "0"), kNoMatch);
  EXPECT_THAT(values(pattern_of("/<uuid:u>"), "2b5b0911xfdcf-4dd2-921b-28ace88db8a0"), kNoMatch);
  EXPECT_THAT(values(pattern_of("/v<uuid:u>.json"), "v" + uuid + ".json"), ElementsAre(uuid));
  const Pattern any = pattern_of("/<any(a, ab, \"b c\"):x>c");
  EXPECT_THAT(values(any, "abc"), ElementsAre("ab")) << "the first item that fits the rest";
  EXPECT_THAT(values(any, "b cc"), ElementsAre("b c"));
  EXPECT_THAT(values(any, "ac"), ElementsAre("a"));
}

TEST(Pattern, PathsAreShortestAndStringsLongest) {
  EXPECT_THAT(values(pattern_of("/<path:d>/<name>.<ext>"), "a/b/c.tar.gz"),
              ElementsAre("a/b", "c.tar", "gz"));
  EXPECT_THAT(values(pattern_of("/<path:a>/x/<path:b>"), "1/x/2/x/3"), ElementsAre("1", "2/x/3"));
  EXPECT_THAT(values(pattern_of("/<path:a><b>"), "xyz"), ElementsAre("x", "yz"));
  EXPECT_THAT(values(pattern_of("/<a><b>"), "xyz"), ElementsAre("xy", "z"));
  EXPECT_THAT(values(pattern_of("/<int:a><int:b>"), "123"), ElementsAre("12", "3"));
}

TEST(Pattern, PathsHoldNoLineFeedAfterTheFirstCharacter) {
  EXPECT_THAT(values(pattern_of("/<path:p>"), "\na"), ElementsAre("\na"));
  EXPECT_THAT(values(pattern_of("/<path:p>"), "a\n"), kNoMatch);
  EXPECT_THAT(values(pattern_of("/<path:p>"), "/a"), kNoMatch);
}

// Returns 8000 times `c`, and an x, which no number holds.
std::string row_ending_in_x(char c) {
  std::string row(8001, c);
  row.back() = 'x';
  return row;
}

// Trying every layout would take days for each of these.
TEST(Pattern, StaysQuickOnHostileText) {
  const auto begin = std::chrono::steady_clock::now();
  const std::string dashes = row_ending_in_x('-');
  EXPECT_THAT(values(pattern_of("/<a>-<b>-<c>-<d>-<int:e>"), dashes), kNoMatch);
  EXPECT_THAT(values(pattern_of("/<path:a>-<b>-<path:c>-<d>-<int:e>"), dashes), kNoMatch);
  EXPECT_THAT(values(pattern_of("/<int:a><int:b><int:c><int:d>"), row_ending_in_x('1')), kNoMatch);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(Pattern, RemembersDeadEndsWithinCharacters) {
  const Pattern pattern = pattern_of("/<a>é<b>é<c>é<int:d>");
  EXPECT_THAT(values(pattern, "éééééééx"), kNoMatch);
  EXPECT_THAT(values(pattern, "éééééééé7"), ElementsAre("ééé", "é", "é", "7"));
}

Converters with(std::string_view name, const Converter& converter) {
  Converters converters = built_in_converters();
  converters.emplace(name, [converter](const ConverterArguments&) { return converter; });
  return converters;
}

TEST(Pattern, MatchesExpressionsBesideBuiltInConverters) {
  const Converters converters = with("code", regex_converter(R"([A-Z]{2}\d+)"));
  EXPECT_THAT(values(pattern_of("/<code:c>", converters), "AB12"), ElementsAre("AB12"));
  EXPECT_THAT(values(pattern_of("/<code:c>", converters), "AB12x"), kNoMatch);
  EXPECT_THAT(values(pattern_of("/v.<code:c>-<int:n>+<x>", converters), "v.AB1-2+z"),
              ElementsAre("AB1", "2", "z"));
  EXPECT_THAT(values(pattern_of("/v.<code:c>-<int:n>", converters), "vxAB1-2"), kNoMatch)
      << "literals are not expressions";
}

TEST(Pattern, ExpressionsMayHaveGroupsAndAlternatives) {
  const Converters converters = with("day", regex_converter("(mon|tues)day|(x)?"));
  EXPECT_THAT(values(pattern_of("/<day:d>-<y>", converters), "monday-1"),
              ElementsAre("monday", "1"));
  EXPECT_THAT(values(pattern_of("/<day:d>-<y>", converters), "-1"), ElementsAre("", "1"));
}

TEST(Pattern, RejectsMalformedExpressions) {
  EXPECT_THROW(pattern_of("/<bad:x>", with("bad", regex_converter("(a"))), base::Error);
  EXPECT_THROW(pattern_of("/<bad:x>", with("bad", regex_converter("[b-a]"))), base::Error);
}

TEST(Pattern, GivesUpOnExpressionsThatExplode) {
  const Converters converters = with("slow", regex_converter("(a+)+b"));
  EXPECT_THAT(values(pattern_of("/<slow:x>", converters), std::string(60, 'a')), kNoMatch);
}

TEST(Pattern, AsksCallbacksWhileItMatches) {
  const auto is_even = [](std::string_view text) { return text.size() % 2 == 0; };
  const Converters converters = with("even", callback_converter(is_even));
  EXPECT_THAT(values(pattern_of("/<even:x>", converters), "ab"), ElementsAre("ab"));
  EXPECT_THAT(values(pattern_of("/<even:x>", converters), "abc"), kNoMatch);
  EXPECT_THAT(values(pattern_of("/<even:x><rest>", converters), "abcd"), ElementsAre("ab", "cd"));
  const Converters wide = with("even", callback_converter(is_even, 200, false));
  EXPECT_THAT(values(pattern_of("/<even:x>/<rest>", wide), "a/bc/d"), ElementsAre("a/bc", "d"));
}

}  // namespace
}  // namespace carboy::core::routing
