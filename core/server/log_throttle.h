// Counts an event that may happen thousands of times a second and is reported once a minute.
//
// Thread rule: may be used from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

namespace carboy::core::server {

class LogThrottle {
 public:
  using Clock = std::chrono::steady_clock;

  // Counts the event once more. Returns the number of events since the last report, this one
  // included, if it is time for another report.
  std::optional<std::uint64_t> count_event(Clock::time_point now = Clock::now()) noexcept {
    unreported_.fetch_add(1, std::memory_order_relaxed);
    Clock::rep next = next_.load(std::memory_order_relaxed);
    const Clock::rep time = now.time_since_epoch().count();
    if (time < next) return std::nullopt;
    const Clock::rep later = (now + kSilence).time_since_epoch().count();
    if (!next_.compare_exchange_strong(next, later, std::memory_order_relaxed)) return std::nullopt;
    return unreported_.exchange(0, std::memory_order_relaxed);
  }

 private:
  static constexpr std::chrono::minutes kSilence{1};
  std::atomic<Clock::rep> next_{Clock::time_point::min().time_since_epoch().count()};
  std::atomic<std::uint64_t> unreported_{0};
};

}  // namespace carboy::core::server
