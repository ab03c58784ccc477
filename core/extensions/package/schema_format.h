// The formats that a text of an extension's settings may have.
//
// Thread rule: plain functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace carboy::core::extensions {

enum class SchemaFormat { none, duration, size, uri, email };

// Returns the format of that name, "duration" for example; nothing if there is none.
std::optional<SchemaFormat> format_named(std::string_view name);
std::string_view name_of(SchemaFormat format);

// Whether the extension reads the text as a number: a duration as nanoseconds, a size as bytes.
bool is_measure(SchemaFormat format);
// Returns that number; nothing if the text is not of the format. REQUIRES: is_measure(format).
std::optional<std::int64_t> measured(SchemaFormat format, std::string_view text);

// Returns what is wrong with a text of a format, such as "must be a duration with its unit ...";
// empty if it is right.
std::string format_fault(SchemaFormat format, std::string_view text);
// "a duration with its unit, such as \"10 s\" or \"5 min\"".
std::string_view described(SchemaFormat format);

}  // namespace carboy::core::extensions
