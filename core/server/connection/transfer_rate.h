// How fast a client gives or takes bytes, on average since it was first waited for.
//
// Thread rule: not thread-safe; belongs to whoever owns the connection.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace carboy::core::server {

class TransferRate {
 public:
  using Clock = std::chrono::steady_clock;

  bool is_running() const noexcept { return is_running_; }
  // `bytes` is where the count stands.
  void begin(Clock::time_point now, std::int64_t bytes) noexcept {
    is_running_ = true;
    since_ = moved_ = now;
    from_ = last_ = bytes;
  }
  void end() noexcept { is_running_ = false; }
  // Time that is not the client's.
  void excuse(Clock::duration time) noexcept {
    since_ += time;
    moved_ += time;
  }
  void note(Clock::time_point now, std::int64_t bytes) noexcept {
    if (bytes <= last_) return;
    last_ = bytes;
    moved_ = now;
  }
  // When the client is too late unless more was noted: after `idle` without a byte, and, but for
  // `grace` at the beginning, when there were less than `rate` bytes a second (0: any).
  Clock::time_point due(std::chrono::milliseconds idle, std::uint64_t rate,
                        std::chrono::milliseconds grace) const noexcept {
    const Clock::time_point silent = moved_ + idle;
    if (rate == 0) return silent;
    constexpr double kYears = 1e9;  // longer than anybody waits, and no overflow
    const double earned =
        std::min(static_cast<double>(last_ - from_) / static_cast<double>(rate), kYears);
    const auto late =
        since_ + grace +
        std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(earned));
    return std::min(late, silent);
  }

 private:
  Clock::time_point since_{};
  Clock::time_point moved_{};
  std::int64_t from_ = 0;
  std::int64_t last_ = 0;
  bool is_running_ = false;
};

}  // namespace carboy::core::server
