#include "core/config/environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/error.h"

namespace carboy::core::config {
namespace {

using testing::HasSubstr;
using Json = nlohmann::json;

TEST(Environment, ValuesAreJsonIfTheyAreValidJson) {
  const Variable variables[] = {{"APP_A", "1"},     {"APP_B", "True"}, {"APP_C", "[1, null]"},
                                {"APP_D", "\"1\""}, {"APP_E", ""},     {"APP_F", "{bad"},
                                {"OTHER_G", "1"},   {"APPLE", "1"},    {"APP_H", " 2 "}};
  EXPECT_EQ(from_prefixed_env("APP", variables), Json({{"A", 1},
                                                       {"B", "True"},
                                                       {"C", {1, nullptr}},
                                                       {"D", "1"},
                                                       {"E", ""},
                                                       {"F", "{bad"},
                                                       {"H", 2}}));
}

TEST(Environment, TwoUnderscoresBeginAnInnerTable) {
  const Variable variables[] = {{"APP_T__A", "1"}, {"APP_T__B__C", "x"}, {"APP_T", "{\"Z\": 0}"}};
  EXPECT_EQ(from_prefixed_env("APP", variables),
            Json({{"T", {{"A", 1}, {"B", {{"C", "x"}}}, {"Z", 0}}}}));
}

TEST(Environment, AValueThatShouldBeATableNamesBothVariables) {
  const Variable variables[] = {{"APP_T", "1"}, {"APP_T__A__B", "2"}};
  try {
    from_prefixed_env("APP", variables);
    FAIL() << "nothing was thrown";
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("APP_T is a value, and APP_T__A__B needs a table"));
  }
}

TEST(Environment, TheProcessHasOne) {
  ASSERT_EQ(::setenv("CARBOY_TEST_VALUE", "a=b", 1), 0);
  EXPECT_THAT(process_environment(), testing::Contains(Variable("CARBOY_TEST_VALUE", "a=b")));
  ::unsetenv("CARBOY_TEST_VALUE");
}

}  // namespace
}  // namespace carboy::core::config
