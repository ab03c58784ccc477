#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "core/base/testing/counted_allocations.h"
#include "core/routing/map.h"
#include "core/routing/request_target.h"

namespace carboy::core::routing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

RuleOptions rule(std::string text, std::string endpoint) {
  RuleOptions options;
  options.rule = std::move(text);
  options.endpoint = std::move(endpoint);
  return options;
}

class TableTest : public testing::Test {
 protected:
  TableTest() { binding_.server_name = "example.org"; }

  RuleOptions& last() { return rules_.back(); }
  void add(std::string text, std::string endpoint) {
    rules_.push_back(rule(std::move(text), std::move(endpoint)));
  }
  void compile() {
    Map map(options_);
    for (auto& [name, factory] : converters_) map.add_converter(name, factory);
    for (const RuleOptions& options : rules_) map.add(options);
    table_ = map.compile();
  }

  // Returns "endpoint name=text ...", or the status with its location or methods.
  std::string found(std::string_view path, std::string_view method = "GET") {
    if (!table_) compile();
    table_->match(binding_, path, method, match_);
    std::string text = std::to_string(match_.status());
    if (match_.outcome() == Outcome::redirect) text += " " + match_.location();
    if (match_.outcome() == Outcome::method_not_allowed) text += " " + match_.allow();
    if (match_.outcome() != Outcome::matched) return text;
    text = match_.rule()->endpoint();
    for (const Parameter& parameter : match_.parameters()) {
      text.append(" ").append(parameter.name).append("=").append(parameter.text);
    }
    return text;
  }

  MapOptions options_;
  Converters converters_;
  std::vector<RuleOptions> rules_;
  Binding binding_;
  std::unique_ptr<const Table> table_;
  Match match_;
};

TEST_F(TableTest, ReturnsTargetAndParametersInTheOrderOfTheRule) {
  add("/<int:year>/<path:rest>/<name>.<ext>", "file");
  last().target = 42;
  EXPECT_EQ(found("/2026/a/b/c.txt"), "file year=2026 rest=a/b name=c ext=txt");
  EXPECT_EQ(match_.rule()->target(), 42U);
  EXPECT_EQ(match_.find("year")->kind, ParameterKind::integer);
  EXPECT_EQ(match_.find("year")->value(), Value(2026));
  EXPECT_EQ(match_.find("nothing"), nullptr);
}

TEST_F(TableTest, TriesStaticPartsFirstAndComesBack) {
  add("/<x>/b/d", "xbd");
  add("/a/b/<z>", "abz");
  add("/a/<x>/c", "axc");
  add("/<x>/<y>/<z>/e", "deep");
  EXPECT_EQ(found("/a/b/d"), "abz z=d");
  EXPECT_EQ(found("/a/q/c"), "axc x=q");
  EXPECT_EQ(found("/q/b/d"), "xbd x=q");
  EXPECT_EQ(found("/a/b/d/e"), "deep x=a y=b z=d");
  EXPECT_EQ(found("/a/q/d"), "404");
}

TEST_F(TableTest, WeighsDynamicParts) {
  add("/<path:p>", "path");
  add("/<s>", "string");
  add("/<int:i>", "int");
  add("/x<s>", "prefixed");
  add("/long<s>", "longer");
  EXPECT_EQ(found("/5"), "int i=5");
  EXPECT_EQ(found("/a"), "string s=a");
  EXPECT_EQ(found("/a/b"), "path p=a/b");
  EXPECT_EQ(found("/x5"), "prefixed s=5");
  EXPECT_EQ(found("/longx"), "longer s=x");
}

TEST_F(TableTest, KeepsTheDigitsAndChecksTheNumber) {
  add("/i/<int(min=5, max=20):n>", "int");
  add("/f/<float(max=2):x>", "float");
  add("/d/<int(fixed_digits=3, signed=True):n>", "digits");
  EXPECT_EQ(found("/i/0007"), "int n=0007");
  EXPECT_EQ(found("/i/٠٧"), "int n=07") << "digits of other scripts become ASCII";
  EXPECT_EQ(found("/i/4"), "404");
  EXPECT_EQ(found("/i/" + std::string(1000, '9')), "404");
  EXPECT_EQ(found("/i/" + std::string(1000, '0') + "9").substr(0, 8), "int n=00");
  EXPECT_EQ(found("/f/2.0"), "float x=2.0");
  EXPECT_EQ(found("/f/2.01"), "404");
  EXPECT_EQ(found("/d/-07"), "digits n=-07");
  EXPECT_EQ(found("/d/07"), "404");
}

TEST_F(TableTest, ANumberOutOfRangeEndsTheSearch) {
  add("/<int(max=10):id>", "small");
  add("/<int(min=11):id>", "big");
  add("/<x>", "other");
  EXPECT_EQ(found("/10"), "small id=10");
  EXPECT_EQ(found("/11"), "404");
}

TEST_F(TableTest, AnswersWithTheAllowedMethods) {
  add("/items", "list");
  last().methods = {"GET"};
  add("/items", "create");
  last().methods = {"post"};
  add("/<x>", "any");
  last().methods = {"DELETE"};
  EXPECT_EQ(found("/items", "HEAD"), "list");
  EXPECT_EQ(found("/items", "post"), "create");
  EXPECT_EQ(found("/items", "DELETE"), "any x=items");
  EXPECT_EQ(found("/items", "PUT"), "405 DELETE, GET, HEAD, POST");
  EXPECT_EQ(found("/items", "NO-SUCH"), "405 DELETE, GET, HEAD, POST");
  EXPECT_EQ(found("/none/x", "PUT"), "404");
  EXPECT_THAT(table_->allowed_methods(binding_, "/items", match_),
              ElementsAre("DELETE", "GET", "HEAD", "POST"));
  EXPECT_THAT(table_->allowed_methods(binding_, "/none/x", match_), IsEmpty());
}

TEST_F(TableTest, AddsAMissingSlash) {
  add("/branch/", "branch");
  add("/loose/", "loose");
  last().strict_slashes = false;
  add("/leaf", "leaf");
  add("/wiki/<path:page>/", "wiki");
  binding_.query = "a=1&b";
  EXPECT_EQ(found("/branch"), "308 http://example.org/branch/?a=1&b");
  EXPECT_EQ(found("/loose"), "loose");
  EXPECT_EQ(found("/leaf/"), "404");
  EXPECT_EQ(found("/wiki/a/b"), "308 http://example.org/wiki/a/b/?a=1&b");
  EXPECT_EQ(found("/wiki/a/b/"), "wiki page=a/b");
}

TEST_F(TableTest, RedirectsStayOnTheHost) {
  add("/<path:p>/", "p");
  EXPECT_EQ(found("//evil.test"), "308 http://example.org/evil.test/");
  EXPECT_EQ(found("/\\evil.test"), "308 http://example.org/%5Cevil.test/");
  EXPECT_EQ(found("/a?b#c\r\n"), "404") << "a path holds no line feed";
  EXPECT_EQ(found("/a?b#c"), "308 http://example.org/a%3Fb%23c/");
}

TEST_F(TableTest, MergesSlashesByARedirect) {
  add("/yes/tail", "tail");
  add("/with/<path:p>", "p");
  add("/no//merge", "kept");
  last().merge_slashes = false;
  EXPECT_EQ(found("/yes//tail"), "308 http://example.org/yes/tail");
  EXPECT_EQ(found("//yes/tail"), "tail") << "slashes at the beginning count as one";
  EXPECT_EQ(found("/with/x//y"), "p p=x//y");
  EXPECT_EQ(found("/with//x"), "308 http://example.org/with/x");
  EXPECT_EQ(found("/no//merge"), "kept");
  EXPECT_EQ(found("/no/merge"), "404");
}

TEST_F(TableTest, TakesPathsWithoutASlash) {
  add("/", "root");
  add("/x/<y>", "x");
  EXPECT_EQ(found(""), "308 http://example.org/");
  EXPECT_EQ(found("x/z"), "x y=z");
  EXPECT_EQ(found("*"), "404");
}

TEST_F(TableTest, ReportsDefaultsAndRedirectsToThem) {
  add("/all/", "all");
  last().defaults = {{"page", 1}, {"sort", "name"}};
  add("/all/<sort>/", "all");
  last().defaults = {{"page", 1}};
  add("/all/<sort>/<int:page>", "all");
  EXPECT_EQ(found("/all/"), "all page=1 sort=name");
  EXPECT_EQ(match_.find("page")->kind, ParameterKind::integer);
  EXPECT_EQ(found("/all/date/"), "all sort=date page=1");
  EXPECT_EQ(found("/all/name/01"), "308 http://example.org/all/");
  EXPECT_EQ(found("/all/date/1"), "308 http://example.org/all/date/");
  EXPECT_EQ(found("/all/name/2"), "all sort=name page=2");
}

TEST_F(TableTest, IgnoresDefaultsIfTheMapSaysSo) {
  options_.redirect_defaults = false;
  add("/foo/", "foo");
  last().defaults = {{"page", 1}};
  add("/foo/<int:page>", "foo");
  EXPECT_EQ(found("/foo/1"), "foo page=1");
}

TEST_F(TableTest, RedirectsAliasesToTheirRule) {
  add("/users/<int:id>", "user");
  add("/user-<int:id>.html", "user");
  last().alias = true;
  binding_.query = "x=1";
  EXPECT_EQ(found("/user-007.html"), "308 http://example.org/users/7?x=1");
}

TEST_F(TableTest, AnAliasWithoutAnotherRuleIsServed) {
  add("/a", "lonely");
  last().alias = true;
  EXPECT_EQ(found("/a"), "lonely");
}

TEST_F(TableTest, RedirectsToTheTargetOfARule) {
  add("/old/<int:id>", "old");
  last().redirect_to = "new/<id>/x";
  add("/away", "away");
  last().redirect_to = "https://other.test/y";
  add("/to/<path:where>", "open");
  last().redirect_to = "<where>";
  binding_.script_name = "/app/";
  binding_.query = "q=1";
  EXPECT_EQ(found("/old/007"), "308 http://example.org/app/new/7/x");
  EXPECT_EQ(found("/away"), "308 https://other.test/y");
  EXPECT_EQ(found("/to/https://evil.test/"), "308 http://example.org/app/https:/evil.test/");
}

TEST_F(TableTest, MatchesSubdomains) {
  options_.default_subdomain = "www";
  add("/", "www");
  add("/", "api");
  last().subdomain = "api";
  add("/", "user");
  last().subdomain = "<user>.me";
  EXPECT_EQ(found("/"), "www");
  binding_.subdomain = "api";
  EXPECT_EQ(found("/"), "api");
  binding_.subdomain = "ada.me";
  EXPECT_EQ(found("/"), "user user=ada");
  binding_.subdomain = kForeignSubdomain;
  EXPECT_EQ(found("/"), "404");
}

TEST_F(TableTest, MatchesHosts) {
  options_.host_matching = true;
  add("/<page>", "own");
  last().host = "example.org";
  add("/<page>", "of_user");
  last().host = "<user>.example.org";
  add("/", "plain");
  EXPECT_EQ(found("/x"), "own page=x");
  binding_.server_name = "ada.example.org";
  EXPECT_EQ(found("/x"), "of_user user=ada page=x");
  EXPECT_EQ(found("/"), "404") << "a rule without a host matches no host";
}

TEST_F(TableTest, KeepsWebSocketsApart) {
  add("/chat", "page");
  last().methods = {"GET"};
  add("/chat", "socket");
  last().websocket = true;
  add("/feed", "feed");
  last().websocket = true;
  EXPECT_EQ(found("/chat"), "page");
  EXPECT_EQ(found("/feed"), "400");
  binding_.url_scheme = "wss";
  EXPECT_EQ(found("/chat"), "socket");
  table_->match(binding_, "/chat", "GET", match_, false);
  EXPECT_EQ(match_.rule()->endpoint(), "page");
}

TEST_F(TableTest, CallsCustomConvertersAfterMatching) {
  converters_.emplace("odd", [](const ConverterArguments&) {
    Converter converter = regex_converter(R"(\d+)", 60);
    converter.kind = ParameterKind::integer;
    converter.accepts = [](std::string_view text) { return (text.back() - '0') % 2 == 1; };
    converter.to_url = [](const Value& value) { return "n" + value.str(); };
    return converter;
  });
  add("/<odd:n>", "odd");
  add("/<x>", "other");
  EXPECT_EQ(found("/31"), "odd n=31");
  EXPECT_EQ(found("/30"), "404");
  EXPECT_EQ(found("/x"), "other x=x");
  EXPECT_EQ(table_->build(binding_, "odd", std::vector<NamedValue>{{"n", 5}}), "/n5");
}

TEST_F(TableTest, ForgetsTheLastRequest) {
  add("/a/<x>", "a");
  last().methods = {"GET"};
  add("/b/", "b");
  EXPECT_EQ(found("/b"), "308 http://example.org/b/");
  EXPECT_EQ(found("/a/1"), "a x=1");
  EXPECT_TRUE(match_.location().empty());
  EXPECT_EQ(found("/a/1", "PUT"), "405 GET, HEAD");
  EXPECT_EQ(found("/c"), "404");
  EXPECT_EQ(match_.rule(), nullptr);
  EXPECT_TRUE(match_.parameters().empty());
  EXPECT_EQ(match_.allow(), "");
}

TEST_F(TableTest, TakesRulesOfTenThousandParameters) {
  std::string text, path;
  for (int i = 0; i < 10000; ++i) {
    text += "/<p" + std::to_string(i) + ">";
    path += "/" + std::to_string(i);
  }
  add(text, "long");
  EXPECT_EQ(found(path).substr(0, 10), "long p0=0 ");
  EXPECT_EQ(match_.parameters().size(), 10000U);
  EXPECT_EQ(found(path + "/x"), "404");
}

TEST_F(TableTest, ServesManyThreads) {
  for (int i = 0; i < 100; ++i) add("/r" + std::to_string(i) + "/<int:n>-<x>", "e");
  compile();
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      Match match;
      for (int i = 0; i < 2000; ++i) {
        const std::string path = "/r" + std::to_string(i % 100) + "/" + std::to_string(t) + "-x";
        table_->match(binding_, path, "GET", match);
        if (match.parameters().size() != 2 || match.parameters()[0].value() != Value(t)) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(TableTest, FindsEndpointsThatExpectAnArgument) {
  add("/<lang>/x", "x");
  add("/y", "y");
  last().defaults = {{"lang", "en"}};
  compile();
  EXPECT_TRUE(table_->expects("x", "lang"));
  EXPECT_TRUE(table_->expects("y", "lang"));
  EXPECT_FALSE(table_->expects("y", "id"));
  EXPECT_FALSE(table_->expects("z", "lang"));
}

std::unique_ptr<const Table> table_of_all_converters() {
  Map map;
  map.add_converter("code",
                    [](const ConverterArguments&) { return regex_converter("[A-Z]+[0-9]+"); });
  for (const char* text :
       {"/", "/static/page", "/i/<int(min=1, max=99):n>", "/f/<float(max=9999999999):x>",
        "/d/<int:y>-<int:m>-<int:d>", "/p/<path:a>/<b>.<c>", "/u/<uuid:u>", "/x/<any(a, b):k>/",
        "/c/<code:c>.<x>", "/s/<string(length=3):s>"}) {
    RuleOptions options;
    options.rule = text;
    options.endpoint = text;
    options.methods = {"GET"};
    options.defaults = {{"fixed", 1}};
    map.add(std::move(options));
  }
  return map.compile();
}

// counted_allocations.h counts every `new` of this program.
TEST(TableAllocations, MatchingAllocatesNothingOnceItsMatchHasGrown) {
  const auto rules = table_of_all_converters();
  Binding binding;
  binding.server_name = "example.org";
  Match match;
  std::string path;
  std::string_view query;
  const auto run = [&](const char* method) {
    for (const char* target :
         {"/", "/static/page?x", "/i/42", "/i/100", "/f/1234567890.12345678901234567890",
          "/d/2026-11-22", "/p/some%20folder/with/many/parts/name.tar.gz",
          "/u/2b5b0911-fdcf-4dd2-921b-28ace88db8a0", "/x/a/", "/c/ABC123.html", "/s/abc",
          "/nothing/at/all/with/a/long/path/that/goes/on"}) {
      ASSERT_EQ(decode_target(target, path, query), TargetError::none);
      rules->match(binding, path, method, match);
    }
  };
  run("GET");
  run("POST");
  const std::uint64_t before = base::allocations();
  run("GET");
  run("POST");
  EXPECT_EQ(base::allocations() - before, 0U);
}

}  // namespace
}  // namespace carboy::core::routing
