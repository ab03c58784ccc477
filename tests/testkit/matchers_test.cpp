// The matchers, and what they report when they do not match.
#include <carboy/testing/matchers.h>
#include <carboy/testing/testing.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

using carboy::testing::App;
using carboy::testing::HasHeader;
using carboy::testing::HasStatus;
using carboy::testing::HasText;
using carboy::testing::IsJson;
using carboy::testing::IsJsonThat;
using carboy::testing::RedirectsTo;
using carboy::testing::Response;
using carboy::testing::SetsCookie;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace {

class Matchers : public testing::Test {
 protected:
  Response get(const std::string& target) { return client_.get(target); }
  template <class M>
  static std::string why(const Response& response, const M& matcher) {
    testing::StringMatchResultListener listener;
    EXPECT_FALSE(testing::ExplainMatchResult(matcher, response, &listener));
    return listener.str();
  }
  template <class M>
  static std::string what(const M& matcher) {
    return testing::DescribeMatcher<const Response&>(matcher);
  }
  App app_{KIT_SO};
  carboy::testing::Client client_ = app_.client();
};

TEST_F(Matchers, OfTheStatus) {
  EXPECT_THAT(get("/page"), HasStatus(200));
  EXPECT_THAT(get("/page"), Not(HasStatus(404)));
  EXPECT_THAT(get("/page"), HasStatus(testing::Lt(300)));
  EXPECT_EQ(what(HasStatus(201)), "has a status that is equal to 201");
  EXPECT_THAT(why(get("/page"), HasStatus(201)), StartsWith("which has the status 200"));
}

TEST_F(Matchers, OfHeaders) {
  EXPECT_THAT(get("/page"), HasHeader("content-type", "text/html; charset=utf-8"));
  EXPECT_THAT(get("/page"), AllOf(HasHeader("Content-Type", HasSubstr("html")),
                                  HasHeader("Content-Type"), Not(HasHeader("X-None"))));
  EXPECT_EQ(why(get("/page"), HasHeader("X-None")), "which has no header X-None");
  EXPECT_EQ(why(get("/page"), HasHeader("Content-Type", "x")),
            "which has Content-Type: text/html; charset=utf-8");
}

TEST_F(Matchers, OfRedirects) {
  EXPECT_THAT(get("/to/302"), RedirectsTo("/echo"));
  EXPECT_THAT(get("/to/302"), Not(RedirectsTo("/other")));
  EXPECT_EQ(why(get("/page"), RedirectsTo("/echo")), "which is not a redirect but a 200");
  EXPECT_THAT(why(get("/to/302"), RedirectsTo("/other")), StartsWith("which redirects to /echo"));
}

TEST_F(Matchers, OfTexts) {
  EXPECT_THAT(get("/page"), HasText("<p>a &lt; b</p>"));
  EXPECT_THAT(get("/page"), AnyOf(HasText("x"), HasText(HasSubstr("&lt;"))));
  EXPECT_EQ(what(HasText("x")), "has a text that is equal to \"x\"");
}

TEST_F(Matchers, OfJson) {
  const auto seen = client_.post("/echo", {.json = {{"a", {1, 2}}}});
  EXPECT_THAT(
      seen, IsJsonThat(testing::Truly([](const auto& json) { return json["json"]["a"][1] == 2; })));
  EXPECT_THAT(seen, Not(IsJson({{"a", 1}})));
  EXPECT_THAT(seen, IsJson(seen.json()));
  EXPECT_THAT(why(seen, IsJson({{"a", 1}})), StartsWith("which differs by "));
  EXPECT_THAT(why(get("/page"), IsJson({{"a", 1}})),
              HasSubstr("text/html; charset=utf-8, not JSON"));
}

TEST_F(Matchers, OfCookies) {
  EXPECT_THAT(get("/cookies/set"), SetsCookie("a", "b; c"));
  EXPECT_THAT(get("/cookies/set"), SetsCookie("a"));
  EXPECT_EQ(why(get("/page"), SetsCookie("a", "x")), "which sets no cookie a");
  EXPECT_THAT(why(get("/cookies/set"), SetsCookie("a", "x")), StartsWith("which sets it to b; c"));
}

TEST_F(Matchers, ShowTheAnswer) {
  const std::string shown = testing::PrintToString(get("/page"));
  EXPECT_THAT(shown, StartsWith("GET http://localhost/page -> 200 OK"));
  EXPECT_THAT(shown, HasSubstr("\n  Content-Type: text/html; charset=utf-8"));
  EXPECT_THAT(shown, HasSubstr("\"<p>a &lt; b</p>\""));
}

}  // namespace
