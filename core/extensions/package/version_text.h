// The pieces that versions and ranges have in common. Internal to version*.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace carboy::core::extensions::version_text {

constexpr std::size_t kMaxLength = 256;

// Cuts `rest` behind its first `separator` and returns what stood before it.
std::string_view before(std::string_view& rest, char separator);

// `text` as it can be shown: cut short, and control characters and bytes above 126 as "?".
std::string printable(std::string_view text);

// The same in quotation marks.
std::string quoted(std::string_view text);

bool is_number(std::string_view text);

// What is wrong with one of the three numbers; empty when nothing is.
std::string read_number(std::string_view text, std::uint64_t& number);

// What is wrong with the identifiers behind "-" (`prerelease`) or "+"; empty when nothing is.
std::string check_identifiers(std::string_view text, bool prerelease);

}  // namespace carboy::core::extensions::version_text
