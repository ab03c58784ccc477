// Two schedules: a wheel of coarse deadlines, which move with every request and are rarely reached,
// and a queue of exact times, which usually are. Neither reads a clock.
//
// Thread rule: not thread-safe; both belong to a loop's thread.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace carboy::core::server {

using Tick = std::uint64_t;

// The base class of what can have a deadline.
class Timed {
 public:
  Timed() = default;
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;

 protected:
  ~Timed() = default;

 private:
  friend class DeadlineWheel;
  Timed* before_ = nullptr;
  Timed* after_ = nullptr;
  Tick due_ = 0;
  Tick visit_ = 0;  // the tick at which the wheel visits it; 0: it is not on the wheel
};

class DeadlineWheel {
 public:
  static constexpr Tick kNever = ~Tick{0};

  DeadlineWheel();

  // Sets the item's only deadline. Moving it to a later tick, or to kNever, costs one store: the
  // wheel moves the item when the old tick comes. REQUIRES: due > now().
  void set(Timed& item, Tick due) noexcept;
  void remove(Timed& item) noexcept;

  // Removes each item that is due by `now` from the wheel, then calls due(item), which may set and
  // remove deadlines of any item.
  template <class Due>
  void advance(Tick now, Due&& due) {
    while (now_ < now) {
      ++now_;
      while (Timed* item = take(now_)) due(*item);
    }
  }

  // Returns the tick that was set last.
  static Tick due(const Timed& item) noexcept { return item.due_; }

  Tick now() const noexcept { return now_; }
  // Returns whether nothing is on the wheel. Then it need not be advanced; jump() sets the time
  // from which it goes on.
  bool empty() const noexcept { return count_ == 0; }
  void jump(Tick now) noexcept { now_ = now; }

 private:
  static constexpr std::size_t kSlots = 1024;

  struct Head : Timed {};
  void link(Timed& item, Tick slot) noexcept;
  Timed* take(Tick now) noexcept;

  std::array<Head, kSlots> slots_;
  Tick now_ = 1;
  std::size_t count_ = 0;
};

class PauseQueue {
 public:
  using Clock = std::chrono::steady_clock;
  struct Pause {
    Clock::time_point until;
    std::uint64_t tag;
    std::uint32_t number;  // distinguishes pauses of the same tag
  };

  void add(const Pause& pause);
  bool empty() const noexcept { return heap_.empty(); }
  // REQUIRES: !empty().
  const Pause& first() const noexcept { return heap_.front(); }
  void pop();

 private:
  std::vector<Pause> heap_;
};

}  // namespace carboy::core::server
