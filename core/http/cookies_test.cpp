#include "core/http/cookies.h"

#include <gtest/gtest.h>

#include <string>

namespace carboy::core::http {
namespace {

std::string read_cookies(std::string_view header) {
  PairList cookies;
  parse_cookies(header, cookies);
  std::string text;
  for (const Pair& pair : cookies.all())
    text.append(pair.name).append(">").append(pair.value) += '|';
  return text;
}

std::string set_value(std::string_view value) {
  SetCookie cookie;
  cookie.name = "a";
  cookie.value = value;
  cookie.path.reset();
  return dump_cookie(cookie, 0).text;
}

TEST(ParseCookies, ReadsWhatBrowsersSend) {
  EXPECT_EQ(read_cookies("a=1; b=2;c=3 ; a=4"), "a>1|b>2|c>3|a>4|");
  EXPECT_EQ(read_cookies("a; =b; ; c="), "a>|c>|");
  EXPECT_EQ(read_cookies("a=b=c; d=e f"), "a>b=c|d>e f|");
  EXPECT_EQ(read_cookies(""), "");
  EXPECT_EQ(read_cookies(";;; ; "), "");
}

TEST(ParseCookies, ResolvesQuotes) {
  EXPECT_EQ(read_cookies(R"(a="b;c"; d=1)"), "a>b;c|d>1|");
  EXPECT_EQ(read_cookies(R"(a="\"\\\054\342\230\203")"), "a>\"\\,☃|");
  EXPECT_EQ(read_cookies(R"(a="b"c"; d="e)"), "a>b\"c|d>\"e|");
  EXPECT_EQ(read_cookies(R"(a="b" c; d=1)"), "a>\"b\" c|d>1|");
  EXPECT_EQ(read_cookies(R"(a="\400\08\")"), "a>40008\\|");
}

TEST(ParseCookies, ReplacesWhatIsNoUtf8) {
  EXPECT_EQ(read_cookies("a=\xFF"), "a>\uFFFD|");
  EXPECT_EQ(read_cookies(R"(a="\377")"), "a>\uFFFD|");
  EXPECT_EQ(read_cookies("\xC3=1"), "\uFFFD>1|");
}

TEST(ParseCookies, AHundredKilobytesAreFine) {
  std::string header;
  for (int i = 0; i < 10'000; ++i) header += "a=\"\\\"\";=b;";
  PairList cookies;
  parse_cookies(header, cookies);
  EXPECT_EQ(cookies.size(), 10'000U);
  cookies.clear();
  parse_cookies("a=" + std::string(100'000, '"'), cookies);
  EXPECT_EQ(cookies.size(), 1U);
}

TEST(DumpCookie, QuotesWhatNeedsIt) {
  EXPECT_EQ(set_value("plain-._~!@/:=?"), "a=plain-._~!@/:=?");
  EXPECT_EQ(set_value(""), "a=");
  EXPECT_EQ(set_value("b c"), "a=\"b c\"");
  EXPECT_EQ(set_value("\",;\\é"), R"(a="\"\054\073\\\303\251")");
  EXPECT_EQ(set_value(std::string_view("\r\n\0\x1F\x7F", 5)), R"(a="\015\012\000\037\177")");
}

TEST(DumpCookie, OrdersAttributesAsWerkzeug) {
  SetCookie cookie;
  cookie.name = "s";
  cookie.value = "v";
  cookie.max_age = 3600;
  cookie.domain = ".bücher.example:80";
  cookie.path = "/a b;c";
  cookie.http_only = true;
  cookie.same_site = "lax";
  cookie.partitioned = true;
  const CookieText text = dump_cookie(cookie, 1700000000);
  EXPECT_EQ(text.error, CookieError::none);
  EXPECT_EQ(
      text.text,
      "s=v; Domain=xn--bcher-kva.example; Expires=Tue, 14 Nov 2023 23:13:20 GMT; Max-Age=3600; "
      "Secure; HttpOnly; Path=/a%20b%3Bc; SameSite=Lax; Partitioned");
  cookie.expires = 0;
  EXPECT_NE(dump_cookie(cookie, 0).text.find("Expires=Thu, 01 Jan 1970"), std::string::npos);
  cookie.expires.reset();
  cookie.max_age = INT64_MAX;
  EXPECT_NE(dump_cookie(cookie, 1700000000).text.find("31 Dec 9999"), std::string::npos);
}

TEST(DumpCookie, RefusesWhatNoBrowserWouldTake) {
  for (const std::string_view name :
       {"", "a b", "a;b", "a=b", "a\r\nSet-Cookie: x", "a\x7F", "a,b"}) {
    SetCookie cookie;
    cookie.name = name;
    EXPECT_EQ(dump_cookie(cookie).error, CookieError::name) << name;
    EXPECT_EQ(dump_cookie(cookie).text, "");
  }
  SetCookie cookie;
  cookie.name = "a";
  cookie.same_site = "sometimes";
  EXPECT_EQ(dump_cookie(cookie).error, CookieError::same_site);
  cookie.same_site = "";
  for (const std::string_view domain : {"a..b", "x\r\ny", "a;b", "a b"}) {
    cookie.domain = domain;
    EXPECT_EQ(dump_cookie(cookie).error, CookieError::domain) << domain;
  }
}

TEST(DumpCookie, ReportsCookiesThatBrowsersDrop) {
  const std::string value(kMaxCookieSize - 10, 'x');
  SetCookie cookie;
  cookie.name = "a";
  cookie.value = std::string_view(value);
  EXPECT_FALSE(dump_cookie(cookie).is_too_large);
  cookie.name = "ab";
  EXPECT_TRUE(dump_cookie(cookie).is_too_large);
}

}  // namespace
}  // namespace carboy::core::http
