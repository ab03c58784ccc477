// Sizes and durations as people write them, with their units.
//
// Thread rule: plain functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace carboy::core::config {

// "250 ms", "5 s", "1.5 min", "2 h", "7 d"; the blank may be missing. Nothing for anything else,
// and for what is negative or longer than 100 years.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// "500 B", "64 kB", "16 MiB", "2 GB" (kB is 1000, KiB 1024); the blank may be missing. Nothing for
// anything else, and for what is negative or more than 2^53.
std::optional<std::uint64_t> parse_size(std::string_view text);

}  // namespace carboy::core::config
