#include "core/routing/converter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace carboy::core::routing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string error_of(std::string_view text) {
  try {
    const ConverterArguments arguments(text);
  } catch (const ArgumentError& error) {
    return std::to_string(error.offset()) + ": " + error.what();
  }
  return "none";
}

TEST(ConverterArguments, TakesEachKindOfValue) {
  const ConverterArguments arguments(
      R"( a, "b c", 'd,"e', 12, -3, 1.5, True, None, ü, a.b, 2x, u"f" ,)");
  EXPECT_THAT(
      arguments.all_positional(),
      ElementsAre(Value("a"), Value("b c"), Value("d,\"e"), Value(12), Value(-3), Value(1.5),
                  Value(true), Value(), Value("ü"), Value("a.b"), Value("2x"), Value("f")));
}

TEST(ConverterArguments, TakesNamesAndPositions) {
  const ConverterArguments arguments("2 , maxlength = 5");
  EXPECT_THAT(arguments.in_order({"minlength", "maxlength", "length"}),
              ElementsAre(Value(2), Value(5), Value()));
  EXPECT_TRUE(ConverterArguments("  ").empty());
}

TEST(ConverterArguments, RejectsTextThatIsNotAListOfArguments) {
  EXPECT_THAT(error_of("a b"), HasSubstr("2: arguments are separated by commas"));
  EXPECT_THAT(error_of("min=,max=1"), HasSubstr("4: an argument is"));
  EXPECT_THAT(error_of("a,,b"), HasSubstr("2: an argument is"));
  EXPECT_THAT(error_of("a, \"b"), HasSubstr("3: the quoted text has no end"));
  EXPECT_THAT(error_of("min=1, 2"), HasSubstr("7: an argument without a name"));
  EXPECT_THAT(error_of("-x"), HasSubstr("0: an argument is"));
  EXPECT_THAT(error_of("a-b"), HasSubstr("1: arguments are separated"));
  EXPECT_THAT(error_of("$"), HasSubstr("0: an argument is"));
}

TEST(ConverterArguments, RejectsUnknownNames) {
  const ConverterArguments misspelt("mim=1");
  try {
    misspelt.in_order({"min", "max"});
    FAIL() << "an unknown name was taken";
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("Did you mean \"min\"?"));
  }
  EXPECT_THROW(ConverterArguments("1, min=2").in_order({"min"}), base::Error);
  EXPECT_THROW(ConverterArguments("1, 2").in_order({"min"}), base::Error);
  EXPECT_THROW(ConverterArguments("1").in_order({}), base::Error);
  EXPECT_THROW(ConverterArguments("a=1").all_positional(), base::Error);
}

}  // namespace
}  // namespace carboy::core::routing
