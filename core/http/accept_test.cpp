#include "core/http/accept.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace carboy::core::http {
namespace {

std::string items_of(AcceptKind kind, std::string_view header) {
  const Accept accept = Accept::parse(kind, header);
  std::string text;
  for (const AcceptItem& item : accept.items()) text += item.value + '|';
  return text;
}

std::string best(AcceptKind kind, std::string_view header, std::vector<std::string_view> offers) {
  const auto found = Accept::parse(kind, header).best_match(offers);
  return found ? std::string(offers[*found]) : "nothing";
}

TEST(Accept, SortsBySpecificityThenQualityThenOrder) {
  EXPECT_EQ(items_of(AcceptKind::media, "*/*, text/*;q=1, a/b;q=0.5, text/html, text/html;level=1"),
            "text/html; level=1|text/html|a/b|text/*|*/*|");
  EXPECT_EQ(items_of(AcceptKind::encoding, "*;q=1, gzip;q=0.5, br"), "br|gzip|*|");
}

TEST(Accept, LeavesOutInvalidQualities) {
  EXPECT_EQ(items_of(AcceptKind::encoding, "a;q=1.0, b;q=-1, c;q=2, d;q=x, e;q=.5, f;q=0"), "a|f|");
  EXPECT_EQ(items_of(AcceptKind::encoding, "a;q=0." + std::string(400, '0') + "1"), "a|");
  EXPECT_EQ(items_of(AcceptKind::encoding, "a;q=1" + std::string(400, '0')), "");
  EXPECT_EQ(items_of(AcceptKind::encoding, "a, \"b"), "");
}

TEST(Accept, MatchesMediaTypes) {
  const auto media = AcceptKind::media;
  EXPECT_EQ(best(media, "text/*;q=0.5, application/json", {"text/html", "application/json"}),
            "application/json");
  EXPECT_EQ(best(media, "text/html;level=1, text/html;q=0.5", {"text/html", "text/html; Level=1"}),
            "text/html; Level=1");
  EXPECT_EQ(best(media, "text/*, text/html;q=0", {"text/html", "text/plain"}), "text/plain");
  EXPECT_EQ(best(media, "text/html;q=0, */*;q=0", {"text/html", "a/b"}), "nothing");
  EXPECT_EQ(best(media, "*/html, html", {"text/html"}), "nothing");
  EXPECT_EQ(best(media, "*/*", {"nonsense", "*/x", "a/b"}), "a/b");
  EXPECT_EQ(best(media, "", {"a/b"}), "nothing");
}

TEST(Accept, MatchesLanguagesByTheirPrimaryTag) {
  const auto language = AcceptKind::language;
  EXPECT_EQ(best(language, "de-AT, en;q=0.5", {"en", "de_at"}), "de_at");
  EXPECT_EQ(best(language, "en-US", {"de", "en"}), "en");
  EXPECT_EQ(best(language, "en", {"de", "en-GB"}), "en-GB");
  EXPECT_EQ(best(language, "fr", {"de", "en-GB"}), "nothing");
}

TEST(Accept, KnowsTheSpellingsOfCharsets) {
  const auto charset = AcceptKind::charset;
  EXPECT_EQ(best(charset, "UTF8;q=0.7, latin1", {"utf-8", "ISO-8859-1"}), "ISO-8859-1");
  EXPECT_EQ(best(charset, "windows-1252", {"cp1252"}), "cp1252");
  EXPECT_EQ(best(charset, "utf-8", {"utf-16"}), "nothing");
}

TEST(Accept, ReturnsQualities) {
  const Accept accept = Accept::parse(AcceptKind::encoding, "gzip;q=0.5, br;q=0, *;q=0.1");
  EXPECT_EQ(accept.quality("GZIP"), 0.5);
  EXPECT_EQ(accept.quality("zstd"), 0.1);
  EXPECT_EQ(accept.quality("br"), 0);
  EXPECT_TRUE(accept.contains("br"));
  EXPECT_FALSE(Accept::parse(AcceptKind::encoding, "br").contains("gzip"));
}

TEST(Accept, TakesNoMoreThanTwoHundred) {
  std::string header;
  for (int i = 0; i < 1000; ++i) header += "a/b" + std::to_string(i) + ",";
  const Accept accept = Accept::parse(AcceptKind::media, header);
  EXPECT_EQ(accept.items().size(), 200U);
}

}  // namespace
}  // namespace carboy::core::http
