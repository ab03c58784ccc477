// The durations and clocks of std::chrono.
//
// They come from <mutex>, which must declare them. <chrono> of libstdc++ brings time zones and
// streams, too, and costs the compiler a fifth of a second in every extension. An extension that
// needs dates includes <chrono> itself.
#pragma once

#include <mutex>

namespace carboy::detail {
using Nanoseconds = std::chrono::nanoseconds;
}  // namespace carboy::detail
