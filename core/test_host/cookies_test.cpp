#include "core/test_host/cookies.h"

#include <gtest/gtest.h>

namespace carboy::core::test_host {
namespace {

const CookieOrigin kShop{"shop.example.org", "/books/7", false};
const CookieOrigin kSafeShop{"shop.example.org", "/books/7", true};

std::string sent(std::string_view header, const CookieOrigin& from, const CookieOrigin& to,
                 std::int64_t later = 0) {
  CookieJar jar;
  const auto cookie = read_set_cookie(header);
  if (!cookie) return "no cookie";
  jar.store(*cookie, from, 1000);
  return jar.header_for(to, 1000 + later);
}

TEST(Cookies, ReadsAttributes) {
  const auto cookie = read_set_cookie(
      " a = \"x\\073y\" ; Domain=.Example.org; PATH=/b; max-age=7; Secure; HttpOnly; "
      "SameSite=Lax; Expires=Tue, 14 Nov 2023 22:13:20 GMT; Partitioned; Other=1");
  ASSERT_TRUE(cookie);
  EXPECT_EQ(cookie->name, "a");
  EXPECT_EQ(cookie->raw_value, "\"x\\073y\"");
  EXPECT_EQ(cookie->value, "x;y");
  EXPECT_EQ(cookie->domain, "example.org");
  EXPECT_EQ(cookie->path, "/b");
  EXPECT_EQ(cookie->max_age, 7);
  EXPECT_EQ(cookie->expires, 1700000000);
  EXPECT_TRUE(cookie->secure && cookie->http_only && cookie->partitioned);
  EXPECT_EQ(cookie->same_site, "Lax");
}

TEST(Cookies, MalformedHeadersAreIgnored) {
  EXPECT_FALSE(read_set_cookie("a"));
  EXPECT_FALSE(read_set_cookie("=b"));
  EXPECT_FALSE(read_set_cookie(""));
  EXPECT_TRUE(read_set_cookie("a="));
}

TEST(Cookies, AreSentToTheirHostOnly) {
  EXPECT_EQ(sent("a=1; Path=/", kShop, kShop), "a=1");
  EXPECT_EQ(sent("a=1; Path=/", kShop, {"example.org", "/", false}), "");
  EXPECT_EQ(sent("a=1; Path=/", kShop, {"deep.shop.example.org", "/", false}), "");
}

TEST(Cookies, WithADomainAreSentToItsSubdomains) {
  EXPECT_EQ(sent("a=1; Path=/; Domain=example.org", kShop, {"other.example.org", "/", false}),
            "a=1");
  EXPECT_EQ(sent("a=1; Path=/; Domain=example.org", kShop, {"badexample.org", "/", false}), "");
  EXPECT_EQ(sent("a=1; Path=/; Domain=other.org", kShop, {"other.org", "/", false}), "");
  EXPECT_EQ(sent("a=1; Path=/; Domain=0.0.1", {"127.0.0.1", "/", false}, {"127.0.0.1", "/", false}),
            "");
}

TEST(Cookies, AreSentBelowTheirPath) {
  EXPECT_EQ(sent("a=1", kShop, {"shop.example.org", "/books", false}), "a=1");
  EXPECT_EQ(sent("a=1", kShop, {"shop.example.org", "/books/8", false}), "a=1");
  EXPECT_EQ(sent("a=1", kShop, {"shop.example.org", "/bookshelf", false}), "");
  EXPECT_EQ(sent("a=1; Path=/admin", kShop, {"shop.example.org", "/admin/x", false}), "a=1");
  EXPECT_EQ(sent("a=1; Path=/admin", kShop, kShop), "");
}

TEST(Cookies, SecureCookiesAreSentOverHttpsOnly) {
  EXPECT_EQ(sent("a=1; Path=/; Secure", kSafeShop, kSafeShop), "a=1");
  EXPECT_EQ(sent("a=1; Path=/; Secure", kSafeShop, kShop), "");
  EXPECT_EQ(sent("a=1; Path=/; Secure", kShop, kSafeShop), "");
  EXPECT_EQ(sent("__Host-a=1; Path=/; Secure", kSafeShop, kSafeShop), "__Host-a=1");
  EXPECT_EQ(sent("__Host-a=1; Path=/x; Secure", kSafeShop, {"shop.example.org", "/x", true}), "");
  EXPECT_EQ(sent("__Secure-a=1; Path=/", kSafeShop, kSafeShop), "");
}

TEST(Cookies, Expire) {
  EXPECT_EQ(sent("a=1; Path=/; Max-Age=10", kShop, kShop, 9), "a=1");
  EXPECT_EQ(sent("a=1; Path=/; Max-Age=10", kShop, kShop, 10), "");
  EXPECT_EQ(sent("a=1; Path=/; Max-Age=99999999999999999999", kShop, kShop, 1 << 30), "a=1");
  EXPECT_EQ(sent("a=1; Path=/; Expires=Thu, 01 Jan 1970 00:20:00 GMT", kShop, kShop, 199), "a=1");
  EXPECT_EQ(sent("a=1; Path=/; Expires=Thu, 01 Jan 1970 00:20:00 GMT", kShop, kShop, 200), "");
  CookieJar jar;
  jar.store(*read_set_cookie("a=1; Path=/"), kShop, 0);
  jar.store(*read_set_cookie("a=; Path=/; Max-Age=0"), kShop, 0);
  EXPECT_EQ(jar.header_for(kShop, 0), "");
}

TEST(Cookies, LongerPathsComeFirst) {
  CookieJar jar;
  jar.store(*read_set_cookie("a=outer; Path=/"), kShop, 0);
  jar.store(*read_set_cookie("b=1; Path=/"), kShop, 0);
  jar.store(*read_set_cookie("a=inner; Path=/books"), kShop, 0);
  jar.store(*read_set_cookie("b=2; Path=/"), kShop, 0);
  EXPECT_EQ(jar.header_for(kShop, 0), "a=inner; a=outer; b=2");
  EXPECT_EQ(jar.value("a", kShop, 0), "inner");
  EXPECT_EQ(jar.value("c", kShop, 0), std::nullopt);
  jar.remove("a");
  EXPECT_EQ(jar.header_for(kShop, 0), "b=2");
}

}  // namespace
}  // namespace carboy::core::test_host
