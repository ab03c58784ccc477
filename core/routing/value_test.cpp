#include "core/routing/value.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace carboy::core::routing {
namespace {

TEST(RoutingValue, ComparesAsPythonDoes) {
  EXPECT_EQ(Value(1), Value(1.0));
  EXPECT_EQ(Value(1), Value(true));
  EXPECT_EQ(Value::integer("007"), Value(7));
  EXPECT_EQ(Value::integer("99999999999999999999"), Value::integer("099999999999999999999"));
  EXPECT_FALSE(Value(1) == Value("1"));
  EXPECT_FALSE(Value() == Value(0));
  EXPECT_FALSE(Value::integer("99999999999999999999") == Value::integer("99999999999999999998"));
}

TEST(RoutingValue, PrintsAsPythonDoes) {
  EXPECT_EQ(Value().str(), "None");
  EXPECT_EQ(Value(true).str(), "True");
  EXPECT_EQ(Value(std::numeric_limits<std::uint64_t>::max()).str(), "18446744073709551615");
  EXPECT_EQ(Value(2.0).str(), "2.0");
  EXPECT_EQ(Value("x").str(), "x");
  EXPECT_EQ(Value(std::vector<Value>{1, "a"}).str(), "[1, a]");
}

TEST(RoutingValue, IsTrueWhereItIsNotEmpty) {
  EXPECT_TRUE(Value(1).is_true());
  EXPECT_TRUE(Value("x").is_true());
  EXPECT_TRUE(Value(std::vector<Value>{Value()}).is_true());
  for (const Value& value : {Value(), Value(0), Value(0.0), Value(false), Value("")}) {
    EXPECT_FALSE(value.is_true()) << value.str();
  }
}

}  // namespace
}  // namespace carboy::core::routing
