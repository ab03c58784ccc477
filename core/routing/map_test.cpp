#include "core/routing/map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/routing/rule.h"

namespace carboy::core::routing {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

RuleOptions rule(std::string text, std::vector<std::string> methods = {}) {
  RuleOptions options;
  options.rule = std::move(text);
  if (!methods.empty()) options.methods = std::move(methods);
  return options;
}

std::string error_of(RuleOptions options, const MapOptions& map_options = {}) {
  Map map(map_options);
  try {
    map.add(std::move(options));
  } catch (const base::Error& error) {
    EXPECT_TRUE(map.compile()->rules().empty()) << "the rejected rule was added";
    return error.what();
  }
  return "none";
}

struct Wrong {
  const char* rule;
  const char* problem;
};

class WrongRule : public testing::TestWithParam<Wrong> {};

TEST_P(WrongRule, IsNamedWithColumnAndProblem) {
  const std::string error = error_of(rule(GetParam().rule));
  EXPECT_THAT(error, StartsWith("Rule \"" + std::string(GetParam().rule) + "\""));
  EXPECT_THAT(error, HasSubstr(GetParam().problem));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, WrongRule,
    testing::Values(
        Wrong{"a", "column 1: a rule begins with /"}, Wrong{"", "column 1: a rule begins"},
        Wrong{"/a/<int:id", "column 4: the parameter that begins here has no \">\""},
        Wrong{"/é/<x", "column 4"}, Wrong{"/<>", "column 2: the parameter has no name"},
        Wrong{"/<int:>", "column 2: the parameter has no name"},
        Wrong{"/<1a>", "column 3: a parameter is <name>"}, Wrong{"/<a-b>", "column 4"},
        Wrong{"/<a b>", "column 4"}, Wrong{"/<int(min=1)>", "no \"):name>\" ends it"},
        Wrong{"/<int(min=1:x>", "column 2: the parameter that begins here has arguments"},
        Wrong{"/<imt:x>", "column 3: there is no converter \"imt\". Did you mean \"int\"?"},
        Wrong{"/<int(mim=1):x>", "column 2: converter \"int\": there is no argument \"mim\""},
        Wrong{"/<int(min=a):x>", "min is \"a\"; it must be a number"},
        Wrong{"/<int(min=1 2):x>", "column 13: arguments are separated by commas"},
        Wrong{"/<string(length=-1):x>", "must be a whole number"},
        Wrong{"/<string(minlength=3, maxlength=2):x>", "minlength is greater than maxlength"},
        Wrong{"/<any():x>", "it needs at least one item"},
        Wrong{"/<any(1, 2):x>", "the item 1 is not text; write it in quotes"},
        Wrong{"/<path(a):x>", "it takes no arguments"}, Wrong{"/<uuid(a):x>", "takes no arguments"},
        Wrong{"/<a>/<a>", "it names the parameter \"a\" twice"}));

TEST(Map, RejectsInvalidRules) {
  EXPECT_THAT(error_of(rule("/x", {"GET", "NO SUCH"})), HasSubstr("\"NO SUCH\" is not the name"));
  RuleOptions websocket = rule("/ws", {"POST"});
  websocket.websocket = true;
  EXPECT_THAT(error_of(websocket), HasSubstr("GET, HEAD and OPTIONS only"));
  RuleOptions redirect = rule("/<a>");
  redirect.redirect_to = "/b/<c>";
  EXPECT_THAT(error_of(redirect), HasSubstr("names \"c\", which is not a parameter"));
  RuleOptions fixed = rule("/<int:n>");
  fixed.defaults = {{"n", "x"}};
  EXPECT_THAT(error_of(fixed), HasSubstr("the default of \"n\": \"x\" is not an integer"));
  RuleOptions host = rule("/");
  host.host = "<path:h>";
  MapOptions by_host;
  by_host.host_matching = true;
  EXPECT_THAT(error_of(host, by_host), HasSubstr("its host \"<path:h>\" has a slash"));
}

TEST(Map, ShowsOnlyTheBeginningOfALongRule) {
  EXPECT_LT(error_of(rule("/" + std::string(100000, 'a') + "<")).size(), 1000U);
}

TEST(Map, TakesSixtyFourMethodsAndNoMore) {
  Map map;
  for (int i = 0; i < 64; ++i) map.add(rule("/", {"M" + std::to_string(i)}));
  EXPECT_THROW(map.add(rule("/", {"ONE-MORE"})), base::Error);
  EXPECT_NO_THROW(map.add(rule("/x", {"m7"})));
}

TEST(Map, FindsTheEarlierRuleThatTakesTheSameRequests) {
  Map map;
  const Rule& first = map.add(rule("/a/<int:x>", {"GET"}));
  const Rule& same = map.add(rule("/a/<int:other>", {"POST", "GET"}));
  const Rule& head = map.add(rule("/a/<int:x>", {"HEAD"}));
  const Rule& other_method = map.add(rule("/a/<int:x>", {"DELETE"}));
  const Rule& other_converter = map.add(rule("/a/<x>", {"GET"}));
  const Rule& with_slash = map.add(rule("/a/<int:x>/", {"GET"}));
  EXPECT_EQ(map.earlier_twin(first), nullptr);
  EXPECT_EQ(map.earlier_twin(same), &first);
  EXPECT_EQ(map.earlier_twin(head), &first) << "HEAD came with GET";
  EXPECT_EQ(map.earlier_twin(other_method), nullptr);
  EXPECT_EQ(map.earlier_twin(other_converter), nullptr);
  EXPECT_EQ(map.earlier_twin(with_slash), nullptr);
}

TEST(Map, ARuleForTheOtherMethodsIsNotATwin) {
  Map map;
  map.add(rule("/a", {"GET"}));
  const Rule& rest = map.add(rule("/a"));
  const Rule& never = map.add(rule("/a", {"PUT"}));
  EXPECT_EQ(map.earlier_twin(rest), nullptr);
  EXPECT_EQ(map.earlier_twin(never), &rest);
}

TEST(Map, HostsAndWebSocketsKeepRulesApart) {
  Map map;
  RuleOptions api = rule("/");
  api.subdomain = "api";
  RuleOptions websocket = rule("/");
  websocket.websocket = true;
  RuleOptions build_only = rule("/");
  build_only.build_only = true;
  map.add(rule("/"));
  EXPECT_EQ(map.earlier_twin(map.add(api)), nullptr);
  EXPECT_EQ(map.earlier_twin(map.add(websocket)), nullptr);
  EXPECT_EQ(map.earlier_twin(map.add(build_only)), nullptr);
  EXPECT_NE(map.earlier_twin(map.add(rule("/"))), nullptr);
}

TEST(Map, FindsConvertersByName) {
  Map map;
  const auto make = [](const ConverterArguments&) { return regex_converter("[a-f]+"); };
  map.add_converter("letters", make);
  EXPECT_NO_THROW(map.add(rule("/<letters:x>")));
  EXPECT_THROW(map.add_converter("letters", make), base::Error);
  EXPECT_THROW(map.add_converter("int", make), base::Error);
  for (const char* name : {"", "a b", "1a", "a:b", "x>", "a("}) {
    EXPECT_THROW(map.add_converter(name, make), base::Error) << name;
  }
}

TEST(Map, TakesMoreRulesAfterATableWasCompiled) {
  Map map;
  map.add(rule("/a"));
  const auto first = map.compile();
  map.add(rule("/b"));
  EXPECT_EQ(first->rules().size(), 1U);
  EXPECT_EQ(map.compile()->rules().size(), 2U);
}

}  // namespace
}  // namespace carboy::core::routing
