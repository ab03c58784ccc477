// When what is due: a wheel of coarse deadlines, which are moved at every request and rarely
// reached, and a queue of exact times, which usually are.
//
// Thread rule: not thread-safe; both belong to a loop. Neither knows a clock.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace carboy::core::server {

using Tick = std::uint64_t;

// What can have a deadline derives from this.
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
  Tick slot_ = 0;  // the tick at which the wheel looks at it; 0: it is not on the wheel
};

class DeadlineWheel {
 public:
  static constexpr Tick kNever = ~Tick{0};

  DeadlineWheel();

  // Moving a deadline to later, or to kNever, is one store: the wheel notices at the old time.
  // REQUIRES: due > now().
  void set(Timed& item, Tick due) noexcept;
  void remove(Timed& item) noexcept;

  // Calls due(item) for each whose time has come by `now`, with its deadline taken away. The call
  // may set and remove deadlines of any item.
  template <class Due>
  void advance(Tick now, Due&& due) {
    while (now_ < now) {
      ++now_;
      while (Timed* item = take(now_)) due(*item);
    }
  }

  // As it was set last.
  static Tick due(const Timed& item) noexcept { return item.due_; }

  Tick now() const noexcept { return now_; }
  // Nothing is on the wheel, so advancing it would do nothing. jump() says where it goes on.
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
    std::uint32_t number;  // tells a pause from an earlier one of the same tag
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
