// Timers: tasks that run periodically on the host's threads.
//
// Thread rule: every function may be called from any thread. Tasks run on the scheduler's own few
// threads, not on the request workers, so that a long task never delays a request.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <queue>
#include <thread>
#include <vector>

namespace carboy::core::app {

class Scheduler {
 public:
  using Clock = std::chrono::steady_clock;
  using Id = std::uint64_t;

  explicit Scheduler(std::size_t most_threads = 4) : most_threads_(most_threads) {}
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  // Runs `task` every `period` (at least 1 ms), for the first time after one period. Runs of one
  // task never overlap: a run that takes longer than its period delays the next.
  Id every(std::chrono::nanoseconds period, std::function<void()> task);

  // Stops the task, so that no run of it begins any more, and waits for the current run to end.
  // Returns false if `deadline` passed first. REQUIRES: the task itself does not call this.
  bool cancel(Id id, Clock::time_point deadline);

  bool contains(Id id) const;

  // Stops the time of the scheduler, so that tasks run only in advance(). REQUIRES: no task was
  // added yet.
  void hold();
  // Moves the time of a scheduler after hold(). Tasks that become due run on the calling thread,
  // one after another in the order of time. Calls `moved` with the time moved so far before each
  // run and at the end. If two threads call this, one waits for the other.
  void advance(std::chrono::nanoseconds time,
               const std::function<void(std::chrono::nanoseconds so_far)>& moved);

 private:
  struct Task {
    std::chrono::nanoseconds period;
    std::function<void()> run;
    Clock::time_point next;
    bool running = false;
    bool cancelled = false;
  };
  void work();
  void run(Task& task, std::unique_lock<std::mutex>& lock);
  Clock::time_point now() const { return held_at_.value_or(Clock::now()); }
  std::shared_ptr<Task> first_waiting() const;
  std::shared_ptr<Task> next_due(std::unique_lock<std::mutex>& lock);

  const std::size_t most_threads_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Id, std::shared_ptr<Task>> tasks_;
  std::vector<std::thread> threads_;
  Id last_id_ = 0;
  bool stopping_ = false;
  std::optional<Clock::time_point> held_at_;
  std::mutex advancing_;
};

}  // namespace carboy::core::app
