// Timers: tasks that run again and again on threads of the host's.
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

  // Runs `task` every `period` (at least 1 ms), first when one period has passed. A run that takes
  // longer than its period delays the next: runs of one task never overlap.
  Id every(std::chrono::nanoseconds period, std::function<void()> task);

  // No run of the task begins any more. True once none is going on; false when `deadline` came
  // first. REQUIRES: not called by the task itself.
  bool cancel(Id id, Clock::time_point deadline);

  bool contains(Id id) const;

 private:
  struct Task {
    std::chrono::nanoseconds period;
    std::function<void()> run;
    Clock::time_point next;
    bool running = false;
    bool cancelled = false;
  };
  void work();
  std::shared_ptr<Task> next_due(std::unique_lock<std::mutex>& lock);

  const std::size_t most_threads_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Id, std::shared_ptr<Task>> tasks_;
  std::vector<std::thread> threads_;
  Id last_id_ = 0;
  bool stopping_ = false;
};

}  // namespace carboy::core::app
