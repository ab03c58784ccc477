// The C++ API over the boundary, with fake objects of the host.
#include <carboy/carboy.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/abi/silent_host.h"

namespace carboy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Money {
  long cents = 0;
};
std::string text_of(const Money& money) { return std::to_string(money.cents) + " cents"; }

TEST_F(CppApi, LogArgumentsArePrintedAlikeEverywhere) {
  const std::string text = "text";
  const char* pointer = "pointer";
  log::info("{}{}{}{}", text, std::string_view("view"), pointer, "literal");
  log::info("{}{}{}{}", 0.1, 1e100, -7, 18446744073709551615ULL);
  log::info("{}{}{}", true, 'c', Money{5});
  log::info("nothing");
  EXPECT_THAT(host_.lines, ElementsAre("{}{}{}{}|text|view|pointer|literal",
                                       "{}{}{}{}|0.1|1e+100|-7|18446744073709551615",
                                       "{}{}{}|true|c|5 cents", "nothing"));
}

TEST_F(CppApi, NamesOfHeaderFieldsAreComparedWithoutCase) {
  Response response("x");
  response.set_header("content-TYPE", "text/plain").set_header("Content-Type", "text/html");
  response.add_header("X-A", "1").add_header("x-a", "2");
  EXPECT_EQ(response.header("CONTENT-type"), "text/html");
  EXPECT_EQ(response.header("X-a"), "1");
  response.set_header("X-A", "3");
  EXPECT_EQ(response.header("x-a"), "3");
}

TEST_F(CppApi, ARuleThatIsMadeWhileRunningIsCheckedToo) {
  const auto rule_of = [](const std::string& text) {
    try {
      auto view = [](std::string_view, int) { return "x"; };
      const Rule<decltype(view)> rule(RuntimeRule{text});
      return std::string();
    } catch (const Error& error) {
      return std::string(error.what());
    }
  };
  EXPECT_EQ(rule_of("/<name>/<int:id>"), "");
  EXPECT_EQ(rule_of("/<name>"), "The rule \"/<name>\": it has fewer parameters than the view.");
  EXPECT_THAT(rule_of("/<name>/<id>"), HasSubstr("type"));
  EXPECT_THAT(rule_of("<name>/<int:id>"), HasSubstr("begin with a slash"));
  EXPECT_THAT(rule_of("/<name>/<int:id"), HasSubstr("has no \">\""));
  EXPECT_THROW(detail::FixedPrefix(RuntimeRule{"/<name>"}), Error);
  EXPECT_THROW(detail::FixedPrefix(RuntimeRule{"api"}), Error);
  EXPECT_EQ(detail::FixedPrefix(RuntimeRule{"/api"}).text, "/api");
}

TEST_F(CppApi, OutsideOfARequestThereIsNone) {
  try {
    current_request();
    FAIL() << "nothing was thrown";
  } catch (const OutsideRequest& error) {
    EXPECT_THAT(error.what(), HasSubstr("no request here"));
  }
}

}  // namespace
}  // namespace carboy
