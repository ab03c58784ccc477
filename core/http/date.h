// Dates of header fields (RFC 9110, section 5.6.7).
//
// Thread rule: plain functions; independent of the locale and of the machine's time zone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace carboy::core::http {

// Writes a date: "Tue, 14 Nov 2023 22:13:20 GMT". Clamps years to the range from 1 to 9999.
std::string http_date(std::int64_t seconds_since_1970);

// Returns the seconds since 1970 of a date in one of RFC 9110's three formats or in another one
// that Python's email.utils.parsedate_to_datetime reads: with a numeric or US time zone, a full
// month name, or a year of two digits (69 to 99 are 19xx). Returns nothing for other text.
std::optional<std::int64_t> parse_date(std::string_view text);

}  // namespace carboy::core::http
