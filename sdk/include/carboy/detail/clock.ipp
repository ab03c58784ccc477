// Bodies of <carboy/clock.h>.
#pragma once

#include <carboy/clock.h>
#include <carboy/detail/runtime.h>

namespace carboy {

inline std::chrono::system_clock::time_point now() {
  using Clock = std::chrono::system_clock;
  return Clock::time_point(
      std::chrono::duration_cast<Clock::duration>(std::chrono::nanoseconds(detail::host->now())));
}

}  // namespace carboy
