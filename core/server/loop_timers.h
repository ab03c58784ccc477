// The two timers of an event loop: a coarse one for deadlines, and an exact one for the pauses of
// streams.
//
// Thread rule: both belong to a loop's thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

#include "core/base/descriptor.h"
#include "core/server/deadlines.h"

namespace carboy::core::server {

// Ticks every tenth of a second while there are deadlines.
class DeadlineTimer {
 public:
  // `ticker` is a timerfd of CLOCK_MONOTONIC.
  explicit DeadlineTimer(base::Descriptor ticker) : ticker_(std::move(ticker)) {}
  int fd() const noexcept { return ticker_.get(); }

  // Sets the item's only deadline, which is reached at the first tick after `time`.
  void set(Timed& item, std::chrono::milliseconds time) noexcept;
  void clear(Timed& item) noexcept { wheel_.set(item, DeadlineWheel::kNever); }
  // To be called before the item goes.
  void remove(Timed& item) noexcept { wheel_.remove(item); }

  // Call this when fd() is readable. Calls reached(item) for each deadline that is reached.
  template <class Reached>
  void on_tick(Reached&& reached) {
    wheel_.advance(next_tick(), std::forward<Reached>(reached));
    if (wheel_.empty()) stop();
  }

 private:
  Tick next_tick() noexcept;
  void stop() noexcept;

  base::Descriptor ticker_;
  DeadlineWheel wheel_;
  bool is_ticking_ = false;
};

class PauseTimer {
 public:
  // `timer` is a timerfd of CLOCK_MONOTONIC.
  explicit PauseTimer(base::Descriptor timer) : timer_(std::move(timer)) {}
  int fd() const noexcept { return timer_.get(); }

  // Begins a pause of the connection `tag`. Returns its number, which is not 0.
  std::uint32_t add(std::uint64_t tag, std::chrono::nanoseconds delay);

  // Call this when fd() is readable. Calls over(tag, number) for each pause that is over.
  template <class Over>
  void on_timer(Over&& over) {
    const PauseQueue::Clock::time_point now = PauseQueue::Clock::now();
    while (!pauses_.empty() && pauses_.first().until <= now) {
      const PauseQueue::Pause pause = pauses_.first();
      pauses_.pop();
      over(pause.tag, pause.number);
    }
    arm();
  }

 private:
  void arm() noexcept;

  base::Descriptor timer_;
  PauseQueue pauses_;
  std::uint32_t last_number_ = 0;
};

}  // namespace carboy::core::server
