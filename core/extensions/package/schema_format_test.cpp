#include "core/extensions/package/schema_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/extensions/package/schema.h"

namespace carboy::core::extensions {
namespace {

using testing::HasSubstr;
using testing::Not;

Schema formatted(const std::string& rules) {
  std::vector<Mistake> faults;
  Schema schema = Schema::parse(OrderedJson::parse("{\"properties\": {\"x\": " + rules + "}}"),
                                Schema::Types::required, faults);
  EXPECT_TRUE(faults.empty()) << listed(faults);
  return schema;
}

std::string fault_in(const std::string& rules) {
  std::vector<Mistake> faults;
  Schema::parse(OrderedJson::parse("{\"properties\": {\"x\": " + rules + "}}"),
                Schema::Types::required, faults);
  return listed(faults);
}

std::string complaint_about(const std::string& rules, const OrderedJson& value) {
  const auto mistakes = formatted(rules).validate(OrderedJson{{"x", value}});
  return mistakes.empty() ? "" : listed(mistakes);
}

const char* const kTime =
    R"({"type": "string", "format": "duration", "minimum": "1 s", "maximum": "1 h",
        "default": "5 min"})";

TEST(SchemaFormat, ADurationIsReadAsNanoseconds) {
  const Schema schema = formatted(kTime);
  EXPECT_EQ(schema.read(OrderedJson{{"x", "1.5 s"}})["x"], 1'500'000'000);
  EXPECT_EQ(schema.read(OrderedJson::object())["x"], 300'000'000'000);
  EXPECT_EQ(schema.with_defaults(OrderedJson::object())["x"], "5 min") << "as it is written";
}

TEST(SchemaFormat, ASizeIsReadAsBytes) {
  const Schema schema = formatted(R"({"type": "array", "items": {"format": "size"}})");
  EXPECT_EQ(schema.read(OrderedJson{{"x", {"2 KiB", "1 MB"}}})["x"], (OrderedJson{2048, 1000000}));
}

TEST(SchemaFormat, BoundsHaveTheSameSpelling) {
  EXPECT_EQ(complaint_about(kTime, "1 s"), "");
  EXPECT_THAT(complaint_about(kTime, "999 ms"), HasSubstr("must be at least 1 s"));
  EXPECT_THAT(complaint_about(kTime, "61 min"), HasSubstr("must be at most 1 h"));
  EXPECT_THAT(complaint_about(kTime, "5"), HasSubstr("must be a duration with its unit"));
  EXPECT_THAT(complaint_about(kTime, 5), HasSubstr("must be a duration with its unit"));
  EXPECT_THAT(fault_in(R"({"format": "duration", "minimum": 5})"),
              HasSubstr("must be a duration with its unit"));
  EXPECT_THAT(fault_in(R"({"format": "size", "minimum": "2 kB", "maximum": "1 kB"})"),
              HasSubstr("no number is within its bounds"));
  EXPECT_THAT(fault_in(R"({"type": "string", "minimum": 5})"), HasSubstr("is for the type number"));
  EXPECT_THAT(fault_in(R"({"format": "size", "default": "1"})"),
              HasSubstr("must be a size with its unit"));
}

TEST(SchemaFormat, AnUnknownFormatIsAFault) {
  EXPECT_THAT(fault_in(R"({"format": "durration"})"), HasSubstr("Did you mean \"duration\"?"));
  EXPECT_THAT(fault_in(R"({"format": 5})"), HasSubstr("must be one of duration, size, uri, email"));
  EXPECT_THAT(fault_in(R"({"type": "integer", "format": "size"})"),
              HasSubstr("is for the type string"));
}

TEST(SchemaFormat, Uris) {
  for (const char* right :
       {"https://example.org/a?b=c#d", "mailto:ada@example.org", "redis://h:1/0", "urn:isbn:1",
        "http://[::1]/", "https://example.org/%20"}) {
    EXPECT_EQ(format_fault(SchemaFormat::uri, right), "") << right;
  }
  for (const char* wrong : {"", "example.org", "/a", "http:", "1http://x", "http://a b",
                            "http://%2", "http://ä", "http://<x>", "http://a\n"}) {
    EXPECT_NE(format_fault(SchemaFormat::uri, wrong), "") << wrong;
  }
}

TEST(SchemaFormat, MailAddresses) {
  for (const char* right : {"ada@example.org", "a.b+c@x", "grüße@exämple.org", "x@a-b.c"}) {
    EXPECT_EQ(format_fault(SchemaFormat::email, right), "") << right;
  }
  for (const char* wrong : {"", "ada", "@x", "ada@", "a..b@x", ".a@x", "a@-x", "a@x..y", "a b@x",
                            "Ada <ada@example.org>", "a@b@c"}) {
    EXPECT_NE(format_fault(SchemaFormat::email, wrong), "") << wrong;
  }
  EXPECT_NE(format_fault(SchemaFormat::email, std::string(65, 'a') + "@x"), "");
}

TEST(SchemaSecret, IsMaskedWhereverItStands) {
  const Schema schema = formatted(
      R"({"type": "array", "items": {"properties": {"key": {"type": "string", "secret": true},
                                                   "name": {"type": "string"}}}})");
  const OrderedJson shown =
      schema.masked(OrderedJson{{"x", {{{"key", "hidden"}, {"name", "a"}}}}}, "***");
  EXPECT_EQ(shown, (OrderedJson{{"x", {{{"key", "***"}, {"name", "a"}}}}}));
  const Schema whole = formatted(R"({"secret": true, "properties": {"y": {"type": "integer"}}})");
  EXPECT_EQ(whole.masked_at("x.y", 5, "***"), "***");
  EXPECT_EQ(whole.masked_at("z", 5, "***"), 5);
}

TEST(SchemaSecret, IsInNoMistake) {
  EXPECT_THAT(complaint_about(R"({"type": "integer", "maximum": 5, "secret": true})", 4711),
              Not(HasSubstr("4711")));
  EXPECT_THAT(fault_in(R"({"type": "string", "secret": "yes"})"),
              HasSubstr("must be true or false"));
}

TEST(SchemaAdditional, DescribesSettingsThatTheComposerNames) {
  const Schema schema = formatted(
      R"({"type": "object", "additionalProperties":
          {"properties": {"url": {"format": "uri"}, "every": {"format": "duration", "default": "1 h"}},
           "required": ["url"]}})");
  EXPECT_EQ(
      schema.read(OrderedJson{{"x", {{"news", {{"url", "https://a/"}}}}}})["x"]["news"]["every"],
      3'600'000'000'000);
  const auto wrong = listed(schema.validate(
      OrderedJson{{"x", {{"News", {{"url", "https://a/"}}}, {"b", {{"every", "1 h"}}}}}}));
  EXPECT_THAT(wrong, HasSubstr("lower-case letters"));
  EXPECT_THAT(wrong, HasSubstr("/x/b/url"));
  EXPECT_THAT(fault_in(R"({"type": "object", "additionalProperties": true})"),
              HasSubstr("can only be false, or the schema"));
}

TEST(SchemaAdditional, IsWrittenAsItWasParsed) {
  const OrderedJson rules = OrderedJson::parse(
      R"({"type": "object", "properties": {"x": {"type": "object", "operator": true,
          "additionalProperties": {"type": "string", "format": "size", "minimum": "1 kB",
                                   "secret": true}}}, "additionalProperties": false})");
  std::vector<Mistake> faults;
  const Schema schema = Schema::parse(rules, Schema::Types::required, faults);
  EXPECT_TRUE(faults.empty()) << listed(faults);
  EXPECT_EQ(nlohmann::json(json_schema(schema.root())), nlohmann::json(rules));
}

}  // namespace
}  // namespace carboy::core::extensions
