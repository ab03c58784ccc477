// Counts the allocations of a program. The program links counted-allocations, which replaces
// operator new in it and in the libraries it loads.
//
// Thread rule: any thread; the count is for all threads together.
#pragma once

#include <cstdint>

namespace carboy::core::base {

// Returns the number of calls of operator new since the program began; with a sanitizer, also those
// of malloc(3).
std::uint64_t allocations() noexcept;

}  // namespace carboy::core::base
