// The words of the schemas that extensions may have. Internal to schema_parse.cpp.
//
// Thread rule: any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/extensions/schema.h"

namespace carboy::core::extensions {

// What "type" may name.
inline constexpr std::array<SchemaNode::Type, 7> kSchemaTypes{
    SchemaNode::Type::null,   SchemaNode::Type::boolean, SchemaNode::Type::integer,
    SchemaNode::Type::number, SchemaNode::Type::string,  SchemaNode::Type::array,
    SchemaNode::Type::object};

// All there are.
const std::vector<std::string>& schema_keywords();
// Which types a keyword says something about; empty for all.
std::vector<SchemaNode::Type> types_of_keyword(std::string_view keyword);

}  // namespace carboy::core::extensions
