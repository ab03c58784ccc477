// The app's clock. Tests can stop it and set its time.
//
// Thread rule: every function may be called from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>

namespace carboy::core::app {

class Clock {
 public:
  using Time = std::chrono::sys_time<std::chrono::nanoseconds>;

  Time now() const noexcept {
    const std::int64_t fixed = fixed_.load(std::memory_order_acquire);
    return fixed == kRuns ? Time(std::chrono::system_clock::now())
                          : Time(std::chrono::nanoseconds(fixed));
  }
  // Stops the clock at `time`.
  void set(Time time) noexcept {
    fixed_.store(time.time_since_epoch().count(), std::memory_order_release);
  }

 private:
  static constexpr std::int64_t kRuns = std::numeric_limits<std::int64_t>::min();
  std::atomic<std::int64_t> fixed_{kRuns};
};

}  // namespace carboy::core::app
