// Something that may happen thousands of times a second, and is told once a minute.
//
// Thread rule: from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

namespace carboy::core::server {

class LogThrottle {
 public:
  using Clock = std::chrono::steady_clock;

  // It has happened. Gives how often since it was told last, this time included, when it is to be
  // told now.
  std::optional<std::uint64_t> happened(Clock::time_point now = Clock::now()) noexcept {
    untold_.fetch_add(1, std::memory_order_relaxed);
    Clock::rep next = next_.load(std::memory_order_relaxed);
    const Clock::rep time = now.time_since_epoch().count();
    if (time < next) return std::nullopt;
    const Clock::rep later = (now + kSilence).time_since_epoch().count();
    if (!next_.compare_exchange_strong(next, later, std::memory_order_relaxed)) return std::nullopt;
    return untold_.exchange(0, std::memory_order_relaxed);
  }

 private:
  static constexpr std::chrono::minutes kSilence{1};
  std::atomic<Clock::rep> next_{Clock::time_point::min().time_since_epoch().count()};
  std::atomic<std::uint64_t> untold_{0};
};

}  // namespace carboy::core::server
