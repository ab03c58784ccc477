// Parses sizes and durations as people write them, with their units.
//
// Thread rule: plain functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace carboy::core::base {

// Parses "250 ms", "5 s", "1.5 min", "2 h" or "7 d"; the blank is optional. Returns nothing for any
// other text and for a duration that is negative or longer than 100 years.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// Parses "500 B", "64 kB", "16 MiB" or "2 GB" (1 kB is 1000 bytes, 1 KiB is 1024); the blank is
// optional. Returns nothing for any other text and for a size that is negative or above 2^53.
std::optional<std::uint64_t> parse_size(std::string_view text);

}  // namespace carboy::core::base
