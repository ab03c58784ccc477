#include "core/abi/converter_callbacks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "core/app/failure.h"
#include "core/base/error.h"
#include "core/routing/map.h"

namespace carboy::core::abi {
namespace {

using testing::HasSubstr;

// An extension's side of a converter for years: accepts 2000 to 2099, and writes "this" as 2026.
struct Year {
  int dropped = 0;

  static Status accepts(void*, Text text) noexcept {
    return std::string_view(text).starts_with("20") ? Status::ok : Status::failed;
  }
  static Status to_url(void*, Text value, TextSink out) noexcept {
    if (std::string_view(value) == "never") {
      app::fail(500, app::kError, "there is no such year");
      return Status::failed;
    }
    out.put(std::string_view(value) == "this" ? std::string_view("20 26")
                                              : std::string_view(value));
    return Status::ok;
  }
  static void drop(void* self) noexcept { ++static_cast<Year*>(self)->dropped; }

  carboy::abi::ConverterOptions options() {
    carboy::abi::ConverterOptions made;
    made.regex = R"(\d{4})";
    made.weight = 50;
    made.accepts = {&accepts, &drop, this};
    made.to_url = {&to_url, &drop, this};
    return made;
  }
};

class ConverterCallbacksTest : public testing::Test {
 protected:
  ConverterCallbacksTest() { binding_.server_name = "example.org"; }

  // Makes a table with one rule.
  std::unique_ptr<const routing::Table> table(std::string rule) {
    routing::Map map;
    map.add_converter("year", converter_factory(year_.options()));
    routing::RuleOptions options;
    options.rule = std::move(rule);
    options.endpoint = "archive";
    map.add(std::move(options));
    return map.compile();
  }
  int status(const routing::Table& table, std::string_view path) {
    table.match(binding_, path, "GET", match_);
    return match_.status();
  }

  Year year_;
  routing::Binding binding_;
  routing::Match match_;
};

TEST_F(ConverterCallbacksTest, MatchesTheExpressionAndAsksTheExtension) {
  const auto rules = table("/<year:y>");
  EXPECT_EQ(status(*rules, "/2026"), 200);
  EXPECT_EQ(match_.find("y")->text, "2026");
  EXPECT_EQ(status(*rules, "/1999"), 404);
  EXPECT_EQ(status(*rules, "/20x6"), 404);
}

TEST_F(ConverterCallbacksTest, QuotesTheTextOfTheExtension) {
  const auto rules = table("/<year:y>");
  EXPECT_EQ(rules->build(binding_, "archive", std::vector<routing::NamedValue>{{"y", "this"}}),
            "/20%2026");
}

TEST_F(ConverterCallbacksTest, AFailureToWriteNamesValueAndReason) {
  const auto rules = table("/<year:y>");
  try {
    rules->build(binding_, "archive", std::vector<routing::NamedValue>{{"y", "never"}});
    FAIL() << "a URL was built";
  } catch (const routing::BuildError& error) {
    EXPECT_THAT(error.what(), HasSubstr("\"never\" cannot be written: there is no such year"));
  }
}

TEST_F(ConverterCallbacksTest, TakesNoArguments) {
  try {
    table("/<year(min=1):y>");
    FAIL() << "arguments were taken";
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("this converter takes no arguments"));
  }
}

TEST_F(ConverterCallbacksTest, FreesEachCallbackOnceWithTheLastTable) {
  auto rules = table("/<year:y>");
  EXPECT_EQ(year_.dropped, 0) << "the map is gone, the table is not";
  rules.reset();
  EXPECT_EQ(year_.dropped, 2);
}

TEST_F(ConverterCallbacksTest, CallbacksMayBeMissing) {
  carboy::abi::ConverterOptions options;
  options.regex = "[a-f]+";
  const routing::Converter made = converter_factory(options)({});
  EXPECT_FALSE(made.accepts);
  EXPECT_EQ(routing::to_url(made, routing::Value("a b")), "a%20b");
}

}  // namespace
}  // namespace carboy::core::abi
