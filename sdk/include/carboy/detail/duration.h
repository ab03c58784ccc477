// std::chrono's durations and clocks.
//
// By way of <mutex>, which has to declare them. libstdc++'s <chrono> brings time zones and streams
// and takes the compiler a fifth of a second, in every extension; who needs dates includes it.
#pragma once

#include <mutex>

namespace carboy::detail {
using Nanoseconds = std::chrono::nanoseconds;
}  // namespace carboy::detail
