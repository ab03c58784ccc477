// How often the program has asked for memory: operator new is replaced in it, and with that in the
// extensions it loads.
//
// Thread rule: from any thread.
#pragma once

#include <cstdint>

namespace carboy::bench {

std::uint64_t allocations() noexcept;

}  // namespace carboy::bench
