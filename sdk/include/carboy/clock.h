// The app's time.
//
// Thread rule: from any thread, while the extension is started.
#pragma once

#include <carboy/detail/duration.h>
#include <carboy/detail/runtime.h>

namespace carboy {

// What time it is. Prefer it to the machine's clock: in the test kit it stands still until the test
// moves it.
inline std::chrono::system_clock::time_point now() {
  using Clock = std::chrono::system_clock;
  return Clock::time_point(
      std::chrono::duration_cast<Clock::duration>(std::chrono::nanoseconds(detail::host->now())));
}

}  // namespace carboy
