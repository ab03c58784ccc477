#include "core/routing/value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

namespace carboy::core::routing {
namespace {

TEST(Number, ReadsTheDigitsOfOtherScripts) {
  EXPECT_EQ(with_ascii_digits("x１٢७-𝟗"), "x127-9");
  EXPECT_EQ(digit_at("a", 0).size, 0U);
  EXPECT_EQ(digit_at("²", 0).size, 0U) << "a superscript is not a decimal digit";
}

TEST(Number, ComparesIntegersOfAnyLength) {
  EXPECT_EQ(compare_integers("007", "7"), 0);
  EXPECT_EQ(compare_integers("-0", "0"), 0);
  EXPECT_LT(compare_integers("99999999999999999999", "100000000000000000000"), 0);
  EXPECT_GT(compare_integers("5", "-100"), 0);
  EXPECT_LT(compare_integers("-100", "-99"), 0);
  EXPECT_GT(compare_integers(std::string(1000, '9'), std::string(999, '9')), 0);
}

TEST(Number, ReadsIntegersAsPythonDoes) {
  EXPECT_EQ(parse_integer(" +0012_3\n"), "123");
  EXPECT_EQ(parse_integer("-0"), "0");
  EXPECT_EQ(parse_integer("１２"), "12");
  for (const char* text : {"", "-", "1.0", "1__0", "_1", "1_", "x", "0x10", "+-1", "1 2"}) {
    EXPECT_EQ(parse_integer(text), std::nullopt) << text;
  }
}

TEST(Number, ReadsRealsAsPythonDoes) {
  EXPECT_EQ(parse_real("1.5"), 1.5);
  EXPECT_EQ(parse_real(" -2e3 "), -2000.0);
  EXPECT_EQ(parse_real("+.5"), 0.5);
  EXPECT_EQ(parse_real("1_0.5"), 10.5);
  EXPECT_EQ(parse_real("1e999"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse_real("Infinity"), std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(*parse_real("nan")));
  for (const char* text : {"", ".", "1..2", "+-1", "nan(1)", "0x1p3", "1,5", "_1.0"}) {
    EXPECT_EQ(parse_real(text), std::nullopt) << text;
  }
}

TEST(Number, ReadsThePlainDigitsOfAPath) {
  EXPECT_EQ(real_of_digits("-1.50"), -1.5);
  std::string large(402, '9');
  large[400] = '.';
  EXPECT_EQ(real_of_digits(large), std::numeric_limits<double>::infinity());
  const std::string negative = std::string("-").append(large);
  EXPECT_EQ(real_of_digits(negative), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(real_of_digits("0." + std::string(400, '0') + "1"), 0.0);
}

TEST(Number, WritesRealsAsPythonDoes) {
  EXPECT_EQ(real_text(1), "1.0");
  EXPECT_EQ(real_text(0.1), "0.1");
  EXPECT_EQ(real_text(-0.0), "-0.0");
  EXPECT_EQ(real_text(1e15), "1000000000000000.0");
  EXPECT_EQ(real_text(1e16), "1e+16");
  EXPECT_EQ(real_text(1.25e21), "1.25e+21");
  EXPECT_EQ(real_text(0.0001), "0.0001");
  EXPECT_EQ(real_text(0.00001), "1e-05");
  EXPECT_EQ(real_text(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(Number, WritesAllDigitsOfTheIntegerPart) {
  EXPECT_EQ(integer_part(2.9), "2");
  EXPECT_EQ(integer_part(-2.9), "-2");
  EXPECT_EQ(integer_part(-0.5), "0");
  EXPECT_EQ(integer_part(1e21), "1000000000000000000000");
  EXPECT_EQ(integer_part(std::numeric_limits<double>::max()).size(), 309U);
}

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

TEST(RoutingValue, IsTrueUnlessZeroOrEmpty) {
  EXPECT_TRUE(Value(1).is_true());
  EXPECT_TRUE(Value("x").is_true());
  EXPECT_TRUE(Value(std::vector<Value>{Value()}).is_true());
  for (const Value& value : {Value(), Value(0), Value(0.0), Value(false), Value("")}) {
    EXPECT_FALSE(value.is_true()) << value.str();
  }
}

}  // namespace
}  // namespace carboy::core::routing
