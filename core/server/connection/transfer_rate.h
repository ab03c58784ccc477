// How fast a client sends a request body or takes a response, averaged since it was first waited
// for.
//
// Thread rule: not thread-safe; belongs to the owner of the transaction.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace carboy::core::server {

class TransferRate {
 public:
  using Clock = std::chrono::steady_clock;

  bool is_running() const noexcept { return is_running_; }
  // Starts the measurement. `bytes` is the count so far.
  void begin(Clock::time_point now, std::int64_t bytes) noexcept {
    is_running_ = true;
    since_ = moved_ = now;
    from_ = last_ = bytes;
  }
  void end() noexcept { is_running_ = false; }
  // Leaves out a time in which the server was not waiting for the client.
  void excuse(Clock::duration time) noexcept {
    since_ += time;
    moved_ += time;
  }
  // Notes that the count is `bytes` now.
  void note(Clock::time_point now, std::int64_t bytes) noexcept {
    if (bytes <= last_) return;
    last_ = bytes;
    moved_ = now;
  }
  // Returns when the client will be too slow unless more bytes are noted: after `idle` without a
  // byte, or, once `grace` is over, with an average of fewer than `rate` bytes per second (0
  // disables this check).
  Clock::time_point due(std::chrono::milliseconds idle, std::uint64_t rate,
                        std::chrono::milliseconds grace) const noexcept {
    const Clock::time_point silent = moved_ + idle;
    if (rate == 0) return silent;
    constexpr double kYears = 1e9;  // seconds; keeps the sum below from overflowing
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
