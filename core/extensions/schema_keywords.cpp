#include "core/extensions/schema_keywords.h"

namespace carboy::core::extensions {

using Type = SchemaNode::Type;

const std::vector<std::string>& schema_keywords() {
  static const std::vector<std::string> all{
      "type",      "properties", "items",    "required",         "enum",
      "minimum",   "maximum",    "pattern",  "exclusiveMinimum", "exclusiveMaximum",
      "minLength", "maxLength",  "minItems", "maxItems",         "additionalProperties",
      "default",   "description"};
  return all;
}

std::vector<Type> types_of_keyword(std::string_view keyword) {
  if (keyword == "properties" || keyword == "required" || keyword == "additionalProperties") {
    return {Type::object};
  }
  if (keyword == "items" || keyword == "minItems" || keyword == "maxItems") return {Type::array};
  if (keyword == "minLength" || keyword == "maxLength" || keyword == "pattern") {
    return {Type::string};
  }
  if (keyword.ends_with("inimum") || keyword.ends_with("aximum")) {
    return {Type::integer, Type::number};
  }
  return {};
}

}  // namespace carboy::core::extensions
