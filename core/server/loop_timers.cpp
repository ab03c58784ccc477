#include "core/server/loop_timers.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>

namespace carboy::core::server {
namespace {

constexpr std::chrono::milliseconds kTick{100};

Tick current_tick() {
  return static_cast<Tick>(std::chrono::steady_clock::now().time_since_epoch() / kTick);
}

timespec to_timespec(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  timespec result{};
  result.tv_sec = seconds.count();
  result.tv_nsec = (time - seconds).count();
  return result;
}

}  // namespace

void DeadlineTimer::set(Timed& item, std::chrono::milliseconds time) noexcept {
  if (!is_ticking_) {
    is_ticking_ = true;
    wheel_.jump(current_tick());
    itimerspec every{};
    every.it_value = every.it_interval = to_timespec(kTick);
    ::timerfd_settime(ticker_.get(), 0, &every, nullptr);
  }
  // Rounded up, since the tick that runs has begun already.
  const auto ticks = static_cast<Tick>(
      std::max<std::int64_t>(0, (time + kTick - std::chrono::milliseconds(1)) / kTick));
  wheel_.set(item, wheel_.now() + 1 + ticks);
}

// A periodic timer goes on only once it has been read.
Tick DeadlineTimer::next_tick() noexcept {
  std::uint64_t expirations = 0;
  [[maybe_unused]] const ssize_t got = ::read(ticker_.get(), &expirations, sizeof expirations);
  return current_tick();
}

void DeadlineTimer::stop() noexcept {
  is_ticking_ = false;
  const itimerspec never{};
  ::timerfd_settime(ticker_.get(), 0, &never, nullptr);
}

std::uint32_t PauseTimer::add(std::uint64_t tag, std::chrono::nanoseconds delay) {
  // A year is long enough, and its sum with the time now does not overflow.
  const auto longest = std::chrono::hours(24 * 365);
  const auto until = PauseQueue::Clock::now() + std::min<std::chrono::nanoseconds>(delay, longest);
  const bool is_first = pauses_.empty() || until < pauses_.first().until;
  if (++last_number_ == 0) ++last_number_;
  pauses_.add({until, tag, last_number_});
  if (is_first) arm();
  return last_number_;
}

void PauseTimer::arm() noexcept {
  itimerspec once{};
  if (!pauses_.empty()) once.it_value = to_timespec(pauses_.first().until.time_since_epoch());
  ::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &once, nullptr);
}

}  // namespace carboy::core::server
