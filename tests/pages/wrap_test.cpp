// Wrappers that app.toml names: [[wrap]].
#include <carboy/pages.h>
#include <carboy/testing/matchers.h>
#include <carboy/testing/testing.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using carboy::testing::App;
using carboy::testing::HasStatus;
using testing::HasSubstr;
using testing::ThrowsMessage;

namespace {

using Json = nlohmann::json;

const carboy::Wrapper kOuter{{"test.Outer", 1, 0}};
const carboy::Wrapper kInner{{"test.Inner", 1, 0}};

class Wrap : public testing::Test {
 protected:
  // An app whose wrappers write their names and options into `calls`.
  void start(App& app) {
    app.setup([this](carboy::App& own) {
      for (const carboy::Wrapper& one : {kOuter, kInner}) {
        own.provide_wrapper(one, [this, name = std::string(std::string_view(one.id.name))](
                                     const carboy::Request&, carboy::Response&,
                                     std::string_view options, carboy::Next next) {
          calls.push_back(name + "(" + std::string(options) + ")");
          return next();
        });
      }
      own.get("/reports", [] { return "list"; });
      own.get("/reports/<int:id>", [](int) { return "report"; }).with(kInner);
      own.get("/other/<path:rest>", [this](std::string_view) {
        ++views;
        return "other";
      });
    });
    app.start();
  }
  static Json wrap(std::vector<Json> wraps) { return {{"wrap", wraps}}; }

  std::vector<std::string> calls;
  int views = 0;
};

TEST_F(Wrap, SelectsRoutesByTheirRulesAndWrapsOutsideOfTheCode) {
  App app({}, wrap({{{"rule", "/reports/**"}, {"with", "test.Outer"}, {"options", "a"}},
                    {{"rule", "/reports/*"}, {"with", "test.Outer"}, {"options", "b"}}}));
  start(app);
  auto client = app.client();
  client.get("/reports/7");
  EXPECT_EQ(calls, (std::vector<std::string>{"test.Outer(a)", "test.Outer(b)", "test.Inner()"}));
  calls.clear();
  client.get("/reports");
  EXPECT_EQ(calls, std::vector<std::string>{"test.Outer(a)"});
  calls.clear();
  client.get("/other/reports/7");
  EXPECT_TRUE(calls.empty());
}

TEST_F(Wrap, StoresPages) {
  App app({}, wrap({{{"rule", "/other/**"}, {"with", "carboy.Page"}, {"options", "5 min"}}}));
  start(app);
  auto client = app.client();
  client.get("/other/a");
  client.get("/other/a");
  EXPECT_EQ(views, 1);
}

TEST_F(Wrap, AMissingWrapperAnswers503AndTheViewDoesNotRun) {
  App app({}, wrap({{{"rule", "/other/**"}, {"with", "test.Outre"}}}));
  start(app);
  EXPECT_THAT(app.client().get("/other/a"), HasStatus(503));
  EXPECT_EQ(views, 0);
}

TEST_F(Wrap, AServiceThatIsNoWrapperIsMissing) {
  App app({}, wrap({{{"rule", "/other/**"}, {"with", "carboy.Pages"}}}));
  start(app);
  EXPECT_THAT(app.client().get("/other/a"), HasStatus(503));
  EXPECT_EQ(views, 0);
}

TEST_F(Wrap, ARouteThatLiesPartlyBelowAPatternStopsTheStart) {
  App app({}, wrap({{{"rule", "/other/secret/**"}, {"with", "test.Outer"}}}));
  EXPECT_THAT([&] { start(app); },
              ThrowsMessage<carboy::testing::Error>(
                  AllOf(HasSubstr("the route /other/<path:rest> lies partly below [[wrap]] rule = "
                                  "\"/other/secret/**\" (app.toml:1"),
                        HasSubstr("Change the pattern, or move the route."))));
}

TEST_F(Wrap, MistakesAreReported) {
  const auto mistake_of = [&](const Json& one) -> std::string {
    try {
      App app({}, wrap({one}));
      return "none";
    } catch (const carboy::testing::Error& error) {
      return error.what();
    }
  };
  EXPECT_THAT(mistake_of({{"rule", "/a"}, {"wiht", "test.Outer"}}),
              HasSubstr("[[wrap]] wiht: no such setting. Did you mean \"with\"?"));
  EXPECT_THAT(mistake_of({{"rule", "/a"}}), HasSubstr("[[wrap]] with is missing"));
  EXPECT_THAT(mistake_of({{"with", "test.Outer"}}), HasSubstr("[[wrap]] rule is missing"));
  EXPECT_THAT(mistake_of({{"rule", "a"}, {"with", "test.Outer"}}),
              HasSubstr("[[wrap]] rule: A pattern begins with a slash"));
  EXPECT_THAT(mistake_of({{"rule", "/a/**/b"}, {"with", "test.Outer"}}),
              HasSubstr("** stands at the end"));
  EXPECT_THAT(mistake_of({{"rule", "/a*"}, {"with", "test.Outer"}}),
              HasSubstr("* stands for a whole segment"));
  EXPECT_THAT(mistake_of({{"rule", "/<id>"}, {"with", "test.Outer"}}), HasSubstr("no parameters"));
}

}  // namespace
