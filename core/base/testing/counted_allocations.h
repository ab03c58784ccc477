// How often a program has asked for memory. It links counted-allocations, which replaces operator
// new in it and in the libraries it loads.
//
// Thread rule: from any thread; the count is of all of them.
#pragma once

#include <cstdint>

namespace carboy::core::base {

// Calls of operator new since the program began; with a sanitizer, also those of malloc(3).
std::uint64_t allocations() noexcept;

}  // namespace carboy::core::base
