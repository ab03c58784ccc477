// Words and commands that the resolver's reports consist of.
//
// Thread rule: plain functions.
#pragma once

#include <string>
#include <vector>

#include "core/extensions/package/manifest.h"

namespace carboy::core::extensions {

// Separates two remedies; one of them is enough.
inline constexpr const char* kOr = "      or   ";

// "a", "a and b", "a, b and c".
std::string enumerated(std::vector<std::string> words);
// "sql 1.1.3".
std::string versioned(const Manifest& manifest);
// "carboy ext disable admin && carboy ext disable shop".
std::string disable_command(const std::vector<const Manifest*>& who);

}  // namespace carboy::core::extensions
