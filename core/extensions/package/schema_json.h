// A schema as JSON Schema again, for whoever reads those: editors, forms.
//
// Thread rule: plain function.
#pragma once

#include "core/extensions/package/schema.h"

namespace carboy::core::extensions {

// With additionalProperties false at every level that has properties. Parsed again, it is the same
// schema.
OrderedJson json_schema(const SchemaNode& node);

}  // namespace carboy::core::extensions
