// The timers of one extension: a part of its Scope.
//
// Thread rule: as Scope.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <list>
#include <utility>

#include "core/app/scheduler.h"

namespace carboy::core::extensions {

class ScopeTimers {
 public:
  explicit ScopeTimers(app::Scheduler& scheduler) : scheduler_(scheduler) {}

  void add(std::chrono::nanoseconds period, std::function<void()> task) {
    timers_.push_back({period, std::move(task)});
  }
  void remove_last() { timers_.pop_back(); }

  // Starts those that do not run.
  void start() {
    for (Timer& timer : timers_) {
      if (timer.id == 0) timer.id = scheduler_.every(timer.period, timer.task);
    }
  }
  // Stops all, and waits for their current runs. Returns false at the deadline.
  bool stop(std::chrono::steady_clock::time_point deadline) {
    bool stopped = true;
    for (Timer& timer : timers_) {
      if (timer.id == 0) continue;
      if (scheduler_.cancel(timer.id, deadline)) {
        timer.id = 0;
      } else {
        stopped = false;
      }
    }
    return stopped;
  }
  // Returns whether the scheduler has one of them.
  bool are_running() const {
    return std::any_of(timers_.begin(), timers_.end(), [this](const Timer& timer) {
      return timer.id != 0 && scheduler_.contains(timer.id);
    });
  }

 private:
  struct Timer {
    std::chrono::nanoseconds period;
    std::function<void()> task;
    app::Scheduler::Id id = 0;
  };
  app::Scheduler& scheduler_;
  std::list<Timer> timers_;
};

}  // namespace carboy::core::extensions
