#include "core/routing/url_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/routing/map.h"

namespace carboy::core::routing {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class UrlBuilderTest : public testing::Test {
 protected:
  UrlBuilderTest() { binding_.server_name = "example.org"; }

  RuleOptions& last() { return rules_.back(); }
  void add(std::string text, std::string endpoint) {
    rules_.emplace_back();
    last().rule = std::move(text);
    last().endpoint = std::move(endpoint);
  }

  // Returns the URL, or "no_rule: ..." or "value: ...".
  std::string url(std::string_view endpoint, const std::vector<NamedValue>& values = {},
                  const BuildOptions& options = {}) {
    Map map(options_);
    for (const RuleOptions& rule : rules_) map.add(rule);
    try {
      return map.compile()->build(binding_, endpoint, values, options);
    } catch (const BuildError& error) {
      return (error.cause() == BuildError::Cause::value ? "value: " : "no_rule: ") +
             std::string(error.what());
    }
  }

  MapOptions options_;
  std::vector<RuleOptions> rules_;
  Binding binding_;
};

TEST_F(UrlBuilderTest, QuotesValuesAndText) {
  add("/é/<name>", "u");
  add("/p/<path:rest>", "p");
  EXPECT_EQ(url("u", {{"name", "a b/c?d#e%"}}), "/%C3%A9/a%20b/c%3Fd%23e%25");
  EXPECT_EQ(url("u", {{"name", 42}}), "/%C3%A9/42");
  EXPECT_EQ(url("p", {{"rest", "a//b"}}), "/p/a//b");
}

TEST_F(UrlBuilderTest, WritesNumbersAsTheirConverterDoes) {
  add("/i/<int(fixed_digits=4, signed=True):n>", "i");
  add("/f/<float:x>", "f");
  EXPECT_EQ(url("i", {{"n", 7}}), "/i/0007");
  EXPECT_EQ(url("i", {{"n", -7}}), "/i/-007");
  EXPECT_EQ(url("i", {{"n", " 1_0 "}}), "/i/0010");
  EXPECT_EQ(url("i", {{"n", 2.9}}), "/i/0002");
  EXPECT_EQ(url("f", {{"x", 2}}), "/f/2.0");
  EXPECT_EQ(url("f", {{"x", 1e21}}), "/f/1e+21");
}

TEST_F(UrlBuilderTest, RejectsValuesByName) {
  add("/i/<int:n>", "i");
  add("/a/<any(x, y):page>", "a");
  add("/s/<s>", "s");
  EXPECT_THAT(url("i", {{"n", "ten"}}),
              AllOf(HasSubstr("value: "), HasSubstr("\"n\" of its rule \"/i/<int:n>\""),
                    HasSubstr("\"ten\" is not an integer")));
  EXPECT_THAT(url("a", {{"page", "z"}}), HasSubstr("\"z\" is not one of x, y"));
  EXPECT_THAT(url("s", {{"s", std::vector<Value>{1, 2}}}), HasSubstr("a list cannot be part"));
}

TEST_F(UrlBuilderTest, PutsTheRestIntoTheQuery) {
  add("/x/<a>", "x");
  const std::vector<NamedValue> values = {{"z z", "1+2"},
                                          {"a", "v"},
                                          {"none", Value()},
                                          {"list", std::vector<Value>{2, Value(), 10}},
                                          {"b", true}};
  EXPECT_EQ(url("x", values), "/x/v?z+z=1%2B2&list=2&list=10&b=True");
  BuildOptions options;
  options.append_unknown = false;
  EXPECT_EQ(url("x", values, options), "/x/v");
  options_.sort_parameters = true;
  EXPECT_EQ(url("x", values), "/x/v?b=True&list=2&list=10&z+z=1%2B2");
}

TEST_F(UrlBuilderTest, PrefersTheMethodOfTheRequest) {
  add("/get", "search");
  last().methods = {"GET"};
  add("/post", "search");
  last().methods = {"POST"};
  EXPECT_EQ(url("search"), "/get");
  BuildOptions options;
  options.method = "POST";
  EXPECT_EQ(url("search", {}, options), "/post");
  binding_.default_method = "POST";
  EXPECT_EQ(url("search"), "/post");
  binding_.default_method = "PUT";
  EXPECT_EQ(url("search"), "/get");
}

TEST_F(UrlBuilderTest, TakesTheRuleWhoseDefaultsFit) {
  add("/users/", "users");
  last().defaults = {{"page", 1}};
  add("/users/<int:page>", "users");
  EXPECT_EQ(url("users"), "/users/");
  EXPECT_EQ(url("users", {{"page", 1.0}}), "/users/");
  EXPECT_EQ(url("users", {{"page", 2}}), "/users/2");
}

TEST_F(UrlBuilderTest, PutsADefaultIntoThePath) {
  add("/<lang>/about", "about");
  last().defaults = {{"lang", "d e"}};
  EXPECT_EQ(url("about"), "/d%20e/about");
}

TEST_F(UrlBuilderTest, IsAbsoluteWhereNeeded) {
  add("/a", "a");
  add("/b", "b");
  last().subdomain = "api";
  add("/ws", "ws");
  last().websocket = true;
  binding_.script_name = "/app";
  EXPECT_EQ(url("a"), "/app/a");
  EXPECT_EQ(url("b"), "http://api.example.org/app/b");
  EXPECT_EQ(url("ws"), "ws://example.org/app/ws");
  BuildOptions options;
  options.force_external = true;
  options.url_scheme = "https";
  EXPECT_EQ(url("a", {}, options), "https://example.org/app/a");
  EXPECT_EQ(url("ws", {}, options), "wss://example.org/app/ws");
  options.url_scheme = "";
  EXPECT_EQ(url("a", {}, options), "//example.org/app/a");
}

TEST_F(UrlBuilderTest, PrefersTheHostOfTheRequest) {
  options_.host_matching = true;
  add("/", "index");
  last().host = "a.example.org";
  add("/", "index");
  last().host = "b.example.org";
  add("/", "user");
  last().host = "<name>.example.org";
  binding_.server_name = "b.example.org";
  EXPECT_EQ(url("index"), "/");
  EXPECT_EQ(url("user", {{"name", "z"}}), "http://z.example.org/");
  binding_.server_name = "c.example.org";
  EXPECT_EQ(url("index"), "http://a.example.org/");
}

TEST_F(UrlBuilderTest, AppendsTheAnchor) {
  add("/a", "a");
  BuildOptions options;
  options.anchor = "part 2";
  EXPECT_EQ(url("a", {{"q", 1}}, options), "/a?q=1#part%202");
}

TEST_F(UrlBuilderTest, NamesWhatIsMissing) {
  add("/user/<int:id>/<tab>", "user");
  add("/fixed", "fixed");
  last().defaults = {{"x", 1}};
  add("/save", "save");
  last().methods = {"POST"};
  EXPECT_THAT(url("usr"), HasSubstr("there is no endpoint of that name. Did you mean \"user\"?"));
  EXPECT_THAT(url("user", {{"id", 1}}),
              HasSubstr("\"/user/<int:id>/<tab>\" needs a value for \"tab\"."));
  EXPECT_THAT(url("user", {{"id", Value()}}), HasSubstr("a value for \"id\", \"tab\"."));
  EXPECT_THAT(url("fixed", {{"x", 2}}), HasSubstr("is for \"x\" = 1, not 2."));
  BuildOptions options;
  options.method = "PUT";
  EXPECT_THAT(url("save", {}, options), HasSubstr("takes POST, not PUT."));
}

TEST(AbsoluteEndpoint, CompletesRelativeOnes) {
  EXPECT_EQ(absolute_endpoint("index", "shop"), "index");
  EXPECT_EQ(absolute_endpoint(".list", "shop"), "shop.list");
  EXPECT_EQ(absolute_endpoint(".list", "shop.admin"), "shop.admin.list");
  EXPECT_EQ(absolute_endpoint(".index", ""), "index");
}

struct Join {
  const char* reference;
  const char* url;
};

class UrlJoin : public testing::TestWithParam<Join> {};

TEST_P(UrlJoin, ResolvesAgainstTheApp) {
  EXPECT_EQ(url_join("http://example.org/app/", GetParam().reference), GetParam().url);
}

// The results of urllib.parse.urljoin.
INSTANTIATE_TEST_SUITE_P(
    References, UrlJoin,
    testing::Values(Join{"", "http://example.org/app/"}, Join{"x", "http://example.org/app/x"},
                    Join{"/x", "http://example.org/x"}, Join{"../x", "http://example.org/x"},
                    Join{"../../../x", "http://example.org/x"},
                    Join{"./a/./b/../c", "http://example.org/app/a/c"},
                    Join{"a//b", "http://example.org/app/a/b"}, Join{"..", "http://example.org/"},
                    Join{".", "http://example.org/app/"},
                    Join{"?q=1", "http://example.org/app/?q=1"},
                    Join{"#top", "http://example.org/app/#top"},
                    Join{"x?", "http://example.org/app/x"},
                    Join{"//other.example/y", "http://other.example/y"},
                    Join{"https://other.example/y?z#w", "https://other.example/y?z#w"},
                    Join{"http:y", "http://example.org/app/y"},
                    Join{"mailto:a@b.example", "mailto:a@b.example"}));

}  // namespace
}  // namespace carboy::core::routing
