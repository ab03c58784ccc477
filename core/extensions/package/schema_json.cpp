#include "core/extensions/package/schema_json.h"

namespace carboy::core::extensions {
namespace {

template <class T>
void put(OrderedJson& schema, const char* keyword, const std::optional<T>& value) {
  if (value) schema[keyword] = *value;
}

}  // namespace

OrderedJson json_schema(const SchemaNode& node) {
  OrderedJson schema = OrderedJson::object();
  if (node.type != SchemaType::any) schema["type"] = name_of(node.type);
  if (!node.description.empty()) schema["description"] = node.description;
  put(schema, "default", node.default_value);
  if (!node.one_of.empty()) schema["enum"] = node.one_of;
  put(schema, "minimum", node.minimum);
  put(schema, "maximum", node.maximum);
  put(schema, "exclusiveMinimum", node.exclusive_minimum);
  put(schema, "exclusiveMaximum", node.exclusive_maximum);
  put(schema, "minLength", node.min_length);
  put(schema, "maxLength", node.max_length);
  put(schema, "minItems", node.min_items);
  put(schema, "maxItems", node.max_items);
  if (!node.pattern.empty()) schema["pattern"] = node.pattern;
  if (node.items != nullptr) schema["items"] = json_schema(*node.items);
  if (node.has_properties) {
    OrderedJson properties = OrderedJson::object();
    for (const auto& [name, below] : node.properties) properties[name] = json_schema(below);
    schema["properties"] = std::move(properties);
    schema["additionalProperties"] = false;
  }
  if (!node.required.empty()) schema["required"] = node.required;
  return schema;
}

}  // namespace carboy::core::extensions
