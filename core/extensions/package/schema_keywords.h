// The words of the schemas that extensions may have. Internal to schema_parse.cpp.
//
// Thread rule: any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/extensions/package/schema.h"

namespace carboy::core::extensions {

// What "type" may name.
inline constexpr std::array<SchemaType, 7> kSchemaTypes{
    SchemaType::null,   SchemaType::boolean, SchemaType::integer, SchemaType::number,
    SchemaType::string, SchemaType::array,   SchemaType::object};

// All there are.
const std::vector<std::string>& schema_keywords();
// Which types a keyword says something about; empty for all.
std::vector<SchemaType> types_of_keyword(std::string_view keyword);

}  // namespace carboy::core::extensions
