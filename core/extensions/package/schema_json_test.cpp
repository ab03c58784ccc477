#include "core/extensions/package/schema_json.h"

#include <gtest/gtest.h>

namespace carboy::core::extensions {
namespace {

OrderedJson again(const OrderedJson& schema) {
  std::vector<Mistake> mistakes;
  const Schema parsed = Schema::parse(schema, Schema::Types::required, mistakes);
  EXPECT_TRUE(mistakes.empty()) << schema;
  return json_schema(parsed.root());
}

TEST(SchemaJson, SaysWhatWasParsed) {
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
  EXPECT_EQ(nlohmann::json(again(schema)), nlohmann::json(schema));
}

TEST(SchemaJson, LevelsAreClosed) {
  const OrderedJson schema = again(OrderedJson::parse(R"({"type": "object", "properties": {}})"));
  EXPECT_EQ(schema["additionalProperties"], false);
}

}  // namespace
}  // namespace carboy::core::extensions
