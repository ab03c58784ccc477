#include "core/extensions/package/schema_keywords.h"

namespace carboy::core::extensions {

const std::vector<std::string>& schema_keywords() {
  static const std::vector<std::string> all{
      "type",      "properties", "items",    "required",         "enum",
      "minimum",   "maximum",    "pattern",  "exclusiveMinimum", "exclusiveMaximum",
      "minLength", "maxLength",  "minItems", "maxItems",         "additionalProperties",
      "default",   "description"};
  return all;
}

std::vector<SchemaType> types_of_keyword(std::string_view keyword) {
  if (keyword == "properties" || keyword == "required" || keyword == "additionalProperties") {
    return {SchemaType::object};
  }
  if (keyword == "items" || keyword == "minItems" || keyword == "maxItems")
    return {SchemaType::array};
  if (keyword == "minLength" || keyword == "maxLength" || keyword == "pattern") {
    return {SchemaType::string};
  }
  if (keyword.ends_with("inimum") || keyword.ends_with("aximum")) {
    return {SchemaType::integer, SchemaType::number};
  }
  return {};
}

}  // namespace carboy::core::extensions
