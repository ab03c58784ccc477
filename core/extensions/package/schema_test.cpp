#include "core/extensions/package/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace carboy::core::extensions {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

Schema schema_of(const std::string& text) {
  std::vector<Mistake> faults;
  Schema schema = Schema::parse(OrderedJson::parse(text), Schema::Types::required, faults);
  EXPECT_EQ(faults, std::vector<Mistake>{}) << listed(faults);
  return schema;
}

std::vector<Mistake> faults_of(const std::string& text) {
  std::vector<Mistake> faults;
  Schema::parse(OrderedJson::parse(text), Schema::Types::required, faults);
  return faults;
}

// The one mistake of `value` under {"properties": {"x": <rules>}}.
std::string complaint(const std::string& rules, const OrderedJson& value) {
  const auto mistakes =
      schema_of("{\"properties\": {\"x\": " + rules + "}}").validate(OrderedJson{{"x", value}});
  if (mistakes.empty()) return "";
  EXPECT_EQ(mistakes.size(), 1U) << listed(mistakes);
  EXPECT_EQ(mistakes[0].field, "/x");
  return mistakes[0].text;
}

const char* const kCaching = R"({"properties": {
    "backend": {"type": "string", "enum": ["memory", "redis", "file"], "default": "memory"},
    "max_items": {"type": "integer", "minimum": 1, "maximum": 1000000, "default": 1000},
    "redis": {"type": "object", "properties": {
        "url": {"type": "string", "pattern": "^redis://"},
        "timeout": {"type": "number", "exclusiveMinimum": 0, "default": 2.5}}},
    "views": {"type": "array", "items": {"properties": {
        "rule": {"type": "string"}, "for": {"type": "string", "default": "5 min"}},
        "required": ["rule"]}}},
    "required": ["views"]})";

TEST(Schema, TakesWhatFits) {
  EXPECT_THAT(schema_of(kCaching).validate(
                  OrderedJson{{"backend", "redis"}, {"views", {{{"rule", "/books/**"}}}}}),
              IsEmpty());
}

TEST(Schema, ReportsAllMistakes) {
  const OrderedJson value{{"bakend", "memory"},
                          {"backend", "memry"},
                          {"max_items", "many"},
                          {"redis", {{"url", "http://x"}, {"timeout", 0}}},
                          {"views", {{{"rule", 5}}, {{"for", "1 h"}}, 7}}};
  EXPECT_THAT(
      schema_of(kCaching).validate(value),
      UnorderedElementsAre(
          Mistake{"/bakend", "no such setting. Did you mean \"backend\"?"},
          Mistake{"/backend",
                  "must be one of \"memory\", \"redis\", \"file\". Did you mean \"memory\"?"},
          Mistake{"/max_items", "must be an integer, not a string"},
          Mistake{"/redis/url", "does not match the pattern ^redis://"},
          Mistake{"/redis/timeout", "must be more than 0, not 0"},
          Mistake{"/views/0/rule", "must be a string, not an integer"},
          Mistake{"/views/1/rule", "is missing; it is required"},
          Mistake{"/views/2", "must be an object, not an integer"}));
}

TEST(Schema, FillsInDefaults) {
  EXPECT_EQ(schema_of(kCaching).with_defaults(OrderedJson{{"views", {{{"rule", "/"}}}}}),
            OrderedJson::parse(R"({"views": [{"rule": "/", "for": "5 min"}], "backend": "memory",
                            "max_items": 1000, "redis": {"timeout": 2.5}})"));
  EXPECT_EQ(schema_of(kCaching).with_defaults(OrderedJson{{"max_items", 5}})["max_items"], 5);
}

TEST(Schema, FillsInNothingForAnObjectThatMayBeLeftOut) {
  const Schema schema = schema_of(
      R"({"properties": {"tls": {"properties": {"key": {"type": "string"},
                                                "port": {"type": "integer", "default": 443}},
                                 "required": ["key"]}}})");
  EXPECT_EQ(schema.with_defaults(OrderedJson::object()), OrderedJson::object());
  EXPECT_EQ(schema.with_defaults(OrderedJson{{"tls", {{"key", "k"}}}})["tls"]["port"], 443);
}

TEST(Schema, CountsADefaultAsPresent) {
  const Schema schema =
      schema_of(R"({"properties": {"x": {"type": "integer", "default": 1}}, "required": ["x"]})");
  EXPECT_THAT(schema.validate(OrderedJson::object()), IsEmpty());
}

TEST(Schema, ChecksNumbers) {
  const std::string bounds = R"({"type": "integer", "minimum": 1, "maximum": 200})";
  EXPECT_EQ(complaint(bounds, 1), "");
  EXPECT_EQ(complaint(bounds, 200.0), "");
  EXPECT_EQ(complaint(bounds, 0), "must be at least 1, not 0");
  EXPECT_EQ(complaint(bounds, 500), "must be at most 200, not 500");
  EXPECT_EQ(complaint(bounds, 1.5), "must be an integer, not a number");
  EXPECT_EQ(complaint(R"({"type": "number", "exclusiveMaximum": 1})", 1),
            "must be less than 1, not 1");
  for (const double odd :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(complaint(R"({"type": "number"})", odd), "must be a finite number");
  }
}

TEST(Schema, ComparesBigIntegersExactly) {
  const std::string rules = R"({"type": "integer", "maximum": 9007199254740993})";
  EXPECT_EQ(complaint(rules, std::int64_t{9007199254740993}), "");
  EXPECT_NE(complaint(rules, std::int64_t{9007199254740994}), "");
  EXPECT_TRUE(number_less(OrderedJson(std::int64_t{-1}), OrderedJson(UINT64_MAX)));
  EXPECT_FALSE(number_less(OrderedJson(UINT64_MAX), OrderedJson(std::int64_t{-1})));
}

TEST(Schema, CountsCodePoints) {
  const std::string rules = R"({"type": "string", "minLength": 2, "maxLength": 3})";
  EXPECT_EQ(complaint(rules, "\xf0\x9f\x98\x80\xc3\xa4"), "");
  EXPECT_EQ(complaint(rules, "\xc3\xa4"), "must have at least 2 characters, not 1");
  EXPECT_EQ(complaint(rules, "abcd"), "must have at most 3 characters, not 4");
  EXPECT_EQ(complaint(R"({"type": "array", "items": {"type": "null"}, "minItems": 1})",
                      OrderedJson::array()),
            "must have at least 1 item, not 0");
}

TEST(Schema, NeverRepeatsAText) {
  const Schema schema = schema_of(R"({"properties": {
      "a": {"type": "integer"}, "b": {"type": "string", "maxLength": 1},
      "c": {"type": "string", "pattern": "^x$"}, "d": {"enum": [1, 2]}}})");
  const std::string secret = "hunter2hunter2";
  for (const Mistake& one :
       schema.validate(OrderedJson{{"a", secret}, {"b", secret}, {"c", secret}, {"d", secret}})) {
    EXPECT_THAT(one.text, testing::Not(HasSubstr("hunter2")));
  }
}

TEST(Schema, SearchesPatternsInLinearTime) {
  const std::string rules = R"({"type": "string", "pattern": "^(a+)+$"})";
  EXPECT_NE(complaint(rules, std::string(200'000, 'a') + "!"), "");
  EXPECT_EQ(complaint(rules, std::string(200'000, 'a')), "");
}

TEST(Schema, EscapesPointers) {
  EXPECT_EQ(schema_of(R"({"properties": {}})").validate(OrderedJson{{"a/b~c", 1}})[0].field,
            "/a~1b~0c");
}

TEST(Schema, WithoutSettingsTakesNothing) {
  EXPECT_THAT(Schema().validate(OrderedJson::object()), IsEmpty());
  EXPECT_THAT(Schema().validate(OrderedJson{{"a", 1}}),
              ElementsAre(Mistake{"/a", "no such setting."}));
  EXPECT_THAT(Schema().validate(OrderedJson(5)),
              ElementsAre(Mistake{"", "must be an object, not an integer"}));
}

struct Fault {
  const char* rules;
  const char* field;
  const char* text;
};

void PrintTo(const Fault& one, std::ostream* out) { *out << one.rules; }

class SchemaFault : public testing::TestWithParam<Fault> {};

TEST_P(SchemaFault, IsReported) {
  const auto faults = faults_of("{\"properties\": {\"x\": " + std::string(GetParam().rules) + "}}");
  ASSERT_THAT(faults, SizeIs(1)) << listed(faults);
  EXPECT_EQ(faults[0].field, "properties.x" + std::string(GetParam().field));
  EXPECT_THAT(faults[0].text, HasSubstr(GetParam().text));
}

INSTANTIATE_TEST_SUITE_P(
    All, SchemaFault,
    testing::Values(
        Fault{"5", "", "must be an object, not an integer"}, Fault{"{}", ".type", "is missing"},
        Fault{R"({"type": "int"})", ".type", "must be one of null, boolean"},
        Fault{R"({"type": ["string", "null"]})", ".type", "must be one of"},
        Fault{R"({"type": "string", "minLenght": 1})", ".minLenght", "Did you mean \"minLength\"?"},
        Fault{R"({"type": "string", "format": "date"})", ".format",
              "must be one of duration, size"},
        Fault{R"({"type": "string", "multipleOf": 2})", ".multipleOf", "is not in Carboy's subset"},
        Fault{R"({"type": "string", "secret": 1})", ".secret", "must be true or false"},
        Fault{R"({"type": "string", "format": "size", "minimum": 1})", ".minimum",
              "must be a size with its unit"},
        Fault{R"({"type": "string", "$ref": "#"})", ".$ref", "is not in Carboy's subset"},
        Fault{R"({"type": "integer", "minLength": 1})", ".minLength", "is for the type string"},
        Fault{R"({"type": "string", "maximum": 1})", ".maximum", "is for the type number"},
        Fault{R"({"type": "integer", "minimum": "1"})", ".minimum",
              "must be a number, not a string"},
        Fault{R"({"type": "integer", "exclusiveMinimum": true})", ".exclusiveMinimum", "a boolean"},
        Fault{R"({"type": "integer", "minimum": 5, "maximum": 1})", "", "no number is within"},
        Fault{R"({"type": "number", "exclusiveMinimum": 1, "maximum": 1})", "", "no number"},
        Fault{R"({"type": "string", "minLength": -1})", ".minLength", "not negative"},
        Fault{R"({"type": "string", "maxLength": 1.5})", ".maxLength", "must be an integer"},
        Fault{R"({"type": "string", "minLength": 5, "maxLength": 1})", ".minLength", "more than"},
        Fault{R"({"type": "string", "pattern": "("})", ".pattern", "cannot be used"},
        Fault{R"({"type": "string", "pattern": "(?=a)b"})", ".pattern", "cannot be used"},
        Fault{R"({"type": "string", "pattern": "(a)\\1"})", ".pattern", "cannot be used"},
        Fault{R"({"type": "string", "pattern": "((a{100}){100}){100}"})", ".pattern", "cannot be"},
        Fault{R"({"type": "array"})", ".items", "is missing"},
        Fault{R"({"type": "array", "items": [{"type": "null"}]})", ".items", "must be an object"},
        Fault{R"({"items": {"type": "nul"}})", ".items.type", "Did you mean \"null\"?"},
        Fault{R"({"items": {"type": "null"}, "minItems": 2, "maxItems": 1})", ".minItems", "more"},
        Fault{R"({"type": "object"})", ".properties", "is missing"},
        Fault{R"({"properties": []})", ".properties", "must be an object, not an array"},
        Fault{R"({"properties": {"Y": {"type": "null"}}})", ".properties.Y", "lower-case"},
        Fault{R"({"properties": {"a__b": {"type": "null"}}})", ".properties.a__b", "single"},
        Fault{R"({"properties": {"y": {"type": "null"}}, "required": ["z"]})", ".required",
              "which is not among"},
        Fault{R"({"properties": {"y": {"type": "null"}}, "required": "y"})", ".required",
              "an array"},
        Fault{R"({"properties": {"y": {"type": "null"}}, "required": [1]})", ".required",
              "strings"},
        Fault{R"({"properties": {"y": {"type": "null"}}, "required": ["y", "y"]})", ".required",
              "twice"},
        Fault{R"({"properties": {}, "additionalProperties": true})", ".additionalProperties",
              "can only be false"},
        Fault{R"({"enum": []})", ".enum", "at least one value"},
        Fault{R"({"enum": "a"})", ".enum", "must be an array"},
        Fault{R"({"type": "integer", "enum": [1, "2"]})", ".enum",
              "the value \"2\" must be an integer"},
        Fault{R"({"type": "integer", "default": "5"})", ".default", "must be an integer"},
        Fault{R"({"type": "integer", "maximum": 3, "default": 5})", ".default", "at most 3"},
        Fault{R"({"enum": ["a"], "default": "b"})", ".default", "must be \"a\""},
        Fault{R"({"properties": {"y": {"type": "null"}}, "default": {"z": 1}})", ".default/z",
              "no such setting"},
        Fault{R"({"type": "null", "description": 5})", ".description", "must be a string"},
        Fault{R"({"type": "null", "description": "a\nb"})", ".description", "one line"}));

TEST(Schema, ReportsAllFaults) {
  EXPECT_THAT(
      faults_of(R"({"properties": {"a": {"type": "x"}, "b": {"typ": "null"}}, "oneOf": []})"),
      SizeIs(4));
}

TEST(Schema, BoundsItsDepth) {
  std::string deep = R"({"type": "null"})";
  for (int i = 0; i < 200; ++i) deep = R"({"items": )" + deep + "}";
  const auto faults = faults_of("{\"properties\": {\"x\": " + deep + "}}");
  ASSERT_THAT(faults, SizeIs(1));
  EXPECT_THAT(faults[0].text, HasSubstr("deeper than 24 levels"));
}

OrderedJson parsed_and_written(const OrderedJson& schema) {
  std::vector<Mistake> mistakes;
  const Schema parsed = Schema::parse(schema, Schema::Types::required, mistakes);
  EXPECT_TRUE(mistakes.empty()) << schema;
  return json_schema(parsed.root());
}

TEST(Schema, IsWrittenAsItWasParsed) {
  const OrderedJson schema = OrderedJson::parse(R"({
    "type": "object",
    "properties": {
      "size": {"type": "integer", "description": "Entries", "default": 20, "minimum": 1, "maximum": 200},
      "share": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1.5},
      "name": {"type": "string", "enum": ["a", "b"], "minLength": 1, "maxLength": 9, "pattern": "^[a-z]$"},
      "list": {"type": "array", "items": {"type": "boolean"}, "minItems": 1, "maxItems": 3},
      "below": {"type": "object", "properties": {"x": {"type": "null"}}, "additionalProperties": false,
                "required": ["x"]}
    },
    "additionalProperties": false,
    "required": ["size"]
  })");
  EXPECT_EQ(nlohmann::json(parsed_and_written(schema)), nlohmann::json(schema));
}

TEST(Schema, IsWrittenWithoutAdditionalProperties) {
  const OrderedJson schema =
      parsed_and_written(OrderedJson::parse(R"({"type": "object", "properties": {}})"));
  EXPECT_EQ(schema["additionalProperties"], false);
}

}  // namespace
}  // namespace carboy::core::extensions
