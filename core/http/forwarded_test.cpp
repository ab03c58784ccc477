#include "core/http/forwarded.h"

#include <gmock/gmock.h>

#include "core/http/host_name.h"

namespace carboy::core::http {
namespace {

using testing::HasSubstr;

Origin applied(std::vector<Field> fields, const ForwardedCounts& counts = {}) {
  Origin origin{"10.0.0.1", "http", "inner", "80", ""};
  apply_forwarded(fields, counts, origin);
  return origin;
}

TEST(Forwarded, CountsFromTheRight) {
  EXPECT_EQ(applied({{"x-forwarded-for", "6.6.6.6, 1.1.1.1"}}).client, "1.1.1.1");
  EXPECT_EQ(applied({{"X-Forwarded-For", "6.6.6.6, 1.1.1.1, 2.2.2.2"}}, {.x_for = 2}).client,
            "1.1.1.1");
  EXPECT_EQ(applied({{"X-Forwarded-For", "1.1.1.1"}}, {.x_for = 2}).client, "10.0.0.1");
  EXPECT_EQ(applied({{"X-Forwarded-For", "1.1.1.1"}}, {.x_for = 0}).client, "10.0.0.1");
  EXPECT_EQ(applied({{"X-Forwarded-For", "6.6.6.6"}, {"X-Forwarded-For", "1.1.1.1"}}).client,
            "1.1.1.1")
      << "repeated headers are one list";
  EXPECT_EQ(applied({{"X-Forwarded-For", "\"1.1.1.1"}}).client, "10.0.0.1");
}

TEST(Forwarded, TakesHostPortAndPrefixWhenConfigured) {
  const std::vector<Field> fields = {{"X-Forwarded-Proto", "https"},
                                     {"X-Forwarded-Host", "outer:81"},
                                     {"X-Forwarded-Port", "8080"},
                                     {"X-Forwarded-Prefix", "/app"}};
  const Origin by_default = applied(fields);
  EXPECT_EQ(by_default.scheme, "https");
  EXPECT_EQ(by_default.host, "inner");
  EXPECT_EQ(by_default.prefix, "");
  const Origin all = applied(fields, {.x_host = 1, .x_port = 1, .x_prefix = 1});
  EXPECT_EQ(all.host, "outer:8080");
  EXPECT_EQ(all.server_port, "8080");
  EXPECT_EQ(all.prefix, "/app");
  EXPECT_EQ(applied(fields, {.x_host = 1}).server_port, "81");
  EXPECT_EQ(applied({{"X-Forwarded-Port", "8"}, {"X-Forwarded-Host", "[::1]"}},
                    {.x_host = 1, .x_port = 1})
                .host,
            "[::1]:8");
}

TEST(Forwarded, IgnoresAMalformedScheme) {
  EXPECT_EQ(applied({{"X-Forwarded-Proto", "ht tp"}}).scheme, "http");
  EXPECT_EQ(applied({{"X-Forwarded-Proto", "javascript:x"}}).scheme, "http");
}

Origin standard(const std::string& value, unsigned count = 1) {
  return applied({{"Forwarded", value}, {"X-Forwarded-For", "9.9.9.9"}}, {.standard = count});
}

TEST(Forwarded, ReadsTheStandardFieldWhenConfigured) {
  const Origin all = standard("for=1.1.1.1;proto=https;host=\"outer:81\";by=10.0.0.1");
  EXPECT_EQ(all.client, "1.1.1.1");
  EXPECT_EQ(all.scheme, "https");
  EXPECT_EQ(all.host, "outer:81");
  EXPECT_EQ(all.server_port, "81");
  EXPECT_EQ(standard("for=1.1.1.1", 0).client, "9.9.9.9") << "it is not configured";
  EXPECT_EQ(applied({{"X-Forwarded-For", "9.9.9.9"}}, {.standard = 1}).client, "9.9.9.9")
      << "it is not there";
  EXPECT_EQ(standard("For=1.1.1.1 ; PROTO=https ;; Host=a").host, "a");
}

TEST(Forwarded, CountsTheElementsOfTheStandardFieldFromTheRight) {
  EXPECT_EQ(standard("for=6.6.6.6, for=1.1.1.1").client, "1.1.1.1");
  EXPECT_EQ(standard("for=6.6.6.6, for=1.1.1.1, for=2.2.2.2", 2).client, "1.1.1.1");
  EXPECT_EQ(standard("for=1.1.1.1", 2).client, "10.0.0.1");
  EXPECT_EQ(
      applied({{"Forwarded", "for=6.6.6.6"}, {"Forwarded", "for=1.1.1.1"}}, {.standard = 1}).client,
      "1.1.1.1");
  EXPECT_EQ(standard("for=\"6.6.6.6, for=1.1.1.1\", for=2.2.2.2").client, "2.2.2.2")
      << "a comma in quotes does not separate";
  EXPECT_EQ(standard("for=\"6.6.6.6, for=\"1.1.1.1\"").client, "10.0.0.1")
      << "a string the client has left open";
}

TEST(Forwarded, AClientOfTheStandardFieldIsAnAddress) {
  EXPECT_EQ(standard("for=\"1.1.1.1:4711\"").client, "1.1.1.1");
  EXPECT_EQ(standard("for=\"[2001:db8::1]\"").client, "2001:db8::1");
  EXPECT_EQ(standard("for=\"[2001:db8::1]:4711\"").client, "2001:db8::1");
  for (const char* hidden : {"for=_hidden", "for=unknown", "for=\"_x:_y\"", "for=\"[::g]\"",
                             "for=\"[::1\"", "for=example.org", "for=", "proto=https", "x"}) {
    EXPECT_EQ(standard(hidden).client, "10.0.0.1") << hidden;
  }
  EXPECT_EQ(standard("for=1.1.1.1;proto=\"a b\"").scheme, "http");
}

TEST(TrustedProxies, ContainsNetworks) {
  TrustedProxies proxies;
  for (const char* text : {"127.0.0.1", "10.0.0.0/8", "2001:db8::/33", "::1"}) {
    EXPECT_EQ(proxies.add(text), std::nullopt) << text;
  }
  for (const char* peer :
       {"127.0.0.1", "10.255.0.1", "::ffff:10.1.1.1", "2001:db8:7fff::1", "::1"}) {
    EXPECT_TRUE(proxies.contains(peer)) << peer;
  }
  for (const char* peer : {"127.0.0.2", "11.0.0.0", "2001:db8:8000::1", "::2", "", "x",
                           "unix:", "10.0.0.1 ", "10.0.0.1\n", "::10.0.0.1"}) {
    EXPECT_FALSE(proxies.contains(peer)) << peer;
  }
  EXPECT_EQ(proxies.add("unix:"), std::nullopt);
  EXPECT_TRUE(proxies.contains("unix:"));
  EXPECT_TRUE(proxies.contains("unix:/run/x.sock"));
}

TEST(TrustedProxies, ZeroBitsAreAllOfTheFamily) {
  TrustedProxies proxies;
  EXPECT_TRUE(proxies.empty());
  EXPECT_EQ(proxies.add("0.0.0.0/0"), std::nullopt);
  EXPECT_TRUE(proxies.contains("8.8.8.8"));
  EXPECT_FALSE(proxies.contains("2001:db8::1"));
}

TEST(TrustedProxies, SaysWhatIsWrong) {
  TrustedProxies proxies;
  for (const char* text :
       {"", "x", "10.0.0", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/-1", "unix", "*"}) {
    EXPECT_THAT(proxies.add(text).value_or(""), HasSubstr("is not the address of a proxy. Write"))
        << text;
  }
  EXPECT_THAT(*proxies.add("10.0.0.0/33"), HasSubstr("at most 32"));
  EXPECT_THAT(*proxies.add("10.0.0.1/8"), HasSubstr("did you mean \"10.0.0.0/8\"?"));
  EXPECT_TRUE(proxies.empty());
}

TEST(HostName, IsChecked) {
  for (const char* host :
       {"a", "A.b-c.1", "1.2.3.4:80", "[::1]", "[2001:db8::a]:8080", "[::1.2.3.4]"}) {
    EXPECT_TRUE(is_host(host)) << host;
  }
  for (const char* host : {"", ":80", "a:", "a:b", "a_b", "a b", "a/b", "[::1", "::1", "[]", "[a]",
                           "[::1]x", "[::1]:", "é", "a\n", "a@b", "[:]"}) {
    EXPECT_FALSE(is_host(host)) << host;
  }
}

TEST(HostName, IsTrustedWhenItIsListed) {
  const std::vector<std::string> trusted = {"example.com", ".example.org:80", "bücher.example",
                                            "[::1]"};
  for (const char* host :
       {"example.com:81", "example.org", "a.b.example.org", "xn--bcher-kva.example", "[::1]:80"}) {
    EXPECT_TRUE(host_is_trusted(host, trusted)) << host;
  }
  for (const char* host :
       {"", "evil.com", "a.example.com", "badexample.org", "Example.com", "[::2]"}) {
    EXPECT_FALSE(host_is_trusted(host, trusted)) << host;
  }
  EXPECT_TRUE(host_is_trusted("anything", {}));
}

TEST(HostOf, LeavesOutThePortThatTheSchemeImplies) {
  EXPECT_EQ(host_of("http", "a:80", std::nullopt, {}).text, "a");
  EXPECT_EQ(host_of("https", "a:443", std::nullopt, {}).text, "a");
  EXPECT_EQ(host_of("https", "a:80", std::nullopt, {}).text, "a:80");
  EXPECT_EQ(host_of("http", std::nullopt, ServerAddress{"::1", 8000}, {}).text, "[::1]:8000");
  EXPECT_EQ(host_of("http", std::nullopt, ServerAddress{"/run/x", std::nullopt}, {}).text, "");
  EXPECT_EQ(host_of("http", "a b", std::nullopt, {}).text, "");
  EXPECT_TRUE(host_of("http", "a b", std::nullopt, {}).is_trusted);
}

TEST(HostOf, ReportsHostsThatAreNotTrusted) {
  const std::vector<std::string> trusted = {"a"};
  EXPECT_TRUE(host_of("http", "a:80", std::nullopt, trusted).is_trusted);
  EXPECT_FALSE(host_of("http", "b", std::nullopt, trusted).is_trusted);
  EXPECT_FALSE(host_of("http", "", std::nullopt, trusted).is_trusted);
}

}  // namespace
}  // namespace carboy::core::http
