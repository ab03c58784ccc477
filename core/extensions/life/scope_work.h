// What one extension does besides its requests: timers, background work, and what runs when it
// stops or is swapped. A part of its Scope.
//
// Thread rule: as Scope.
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/app/background.h"
#include "core/app/scheduler.h"
#include "core/extensions/life/hand_over.h"

namespace carboy::core::extensions {

class ScopeWork {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  explicit ScopeWork(app::Scheduler& scheduler) : scheduler_(scheduler) {}

  void add_timer(std::chrono::nanoseconds period, std::function<void()> task) {
    timers_.push_back({period, std::move(task)});
  }
  void add_background(std::string name, app::Background::Work work) {
    background_.emplace_back(std::move(name), std::move(work));
  }
  void add_stop(std::function<void()> callback) { stops_.push_back(std::move(callback)); }
  // What passes its state to the next version; set while the extension registers.
  std::optional<HandOverFunctions>& hand_over() noexcept { return hand_over_; }

  // Starts timers and background work.
  void start();
  // Starts the timers that do not run.
  void start_timers();
  // Stops all timers, and waits for their current runs. Returns false at the deadline.
  bool stop_timers(Deadline deadline);
  // Asks the background work to end.
  void request_stop();
  // Stops all timers, and waits until the background work has ended. Returns false at the deadline.
  bool wait(Deadline deadline);
  // Runs what was registered with add_stop, the newest first. May block for ever.
  void run_stop_callbacks();
  bool has_running_timer() const;
  // Frees everything, newest first of each kind. REQUIRES: wait() has returned true.
  void clear();

 private:
  struct Timer {
    std::chrono::nanoseconds period;
    std::function<void()> task;
    app::Scheduler::Id id = 0;
  };
  app::Scheduler& scheduler_;
  std::list<Timer> timers_;
  std::list<app::Background> background_;
  std::vector<std::function<void()>> stops_;
  std::optional<HandOverFunctions> hand_over_;
};

}  // namespace carboy::core::extensions
