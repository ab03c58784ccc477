// Threads for work that may block: views, streamed bodies, timers and background jobs of the host.
//
// Thread rule: every function may be called from any thread, but a job must not call stop() or the
// destructor of its own pool.
#pragma once

#include <semaphore.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/server/fair_queue.h"

namespace carboy::core::server {

class WorkerPool {
 public:
  // A job must not throw. A closure of at most 16 bytes is queued without an allocation.
  using Job = FairQueue::Job;
  // The client that a job is for, as a number. Lanes are served in turn.
  using Lane = FairQueue::Lane;
  static constexpr std::size_t kLanes = FairQueue::kLanes;

  struct Options {
    std::size_t threads = 4;
    std::size_t queue_limit = 1024;              // maximum number of submitted jobs that wait
    std::string name = "carboy-w";               // threads are called carboy-w0, carboy-w1 ...
    std::function<void()> on_thread_start = {};  // runs first on every thread
  };

  // Starts the threads. Throws base::Error if the system refuses them.
  explicit WorkerPool(Options options);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Queues a job. Returns false, and drops the job, if the queue is full and no other lane is
  // longer, or if the pool was stopped. A job of a shorter lane may displace this one later: then
  // the thread that submits the other job calls `refused` instead of this one.
  [[nodiscard]] bool submit(Lane lane, Job job, Job refused);
  // Queues a job without the limit, for the rest of something that has begun: the next piece of a
  // stream, the end of a request. Returns false only after stop().
  bool submit_rest(Lane lane, Job job);

  // Runs the queued jobs, then ends the threads. Jobs that are submitted later are dropped.
  void stop();

  std::size_t waiting() const;
  std::size_t threads() const { return workers_.size(); }

 private:
  // A thread and the semaphore that wakes it. One condition variable for all would wake any of
  // them; this way the pool wakes the one that went idle last, with its memory still in the caches.
  struct Worker {
    Worker() { ::sem_init(&wake, 0, 0); }
    ~Worker() { ::sem_destroy(&wake); }
    ::sem_t wake;
    std::thread thread;
  };

  Worker* someone_to_wake();
  void run(Worker& self, std::size_t number);

  const Options options_;
  mutable std::mutex mutex_;
  FairQueue queue_;
  std::vector<Worker*> idle_;
  bool waking_ = false;  // a thread was woken and does not run yet
  bool stopping_ = false;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace carboy::core::server
