// Dates of header fields (RFC 9110, section 5.6.7).
//
// Thread rule: plain functions; no locale, no time zone of the machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace carboy::core::http {

// "Tue, 14 Nov 2023 22:13:20 GMT". Years before 1 and after 9999 are taken as those.
std::string http_date(std::int64_t seconds_since_1970);

// Seconds since 1970 of the three formats of RFC 9110 and the others that Python's
// email.utils.parsedate_to_datetime reads: numeric and US time zones, month names written out, two
// digits for the year (69 to 99 are 19xx). Nothing for what is no date.
std::optional<std::int64_t> parse_date(std::string_view text);

}  // namespace carboy::core::http
