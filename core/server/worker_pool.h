// Threads for work that may block: views, streamed bodies, timers and background jobs of the host.
//
// Thread rule: every function may be called from any thread, except stop() and the destructor,
// which must not be called by a job of the same pool.
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
  // A job must not throw. A closure of at most 16 bytes costs no allocation.
  using Job = FairQueue::Job;
  // Whom a job is for: lanes have their turns.
  using Lane = FairQueue::Lane;
  static constexpr std::size_t kLanes = FairQueue::kLanes;

  struct Options {
    std::size_t threads = 4;
    std::size_t queue_limit = 1024;              // submitted jobs that wait to begin
    std::string name = "carboy-w";               // threads are called carboy-w0, carboy-w1 ...
    std::function<void()> on_thread_start = {};  // runs first on every thread
  };

  // Starts the threads. Throws base::Error when the system refuses them.
  explicit WorkerPool(Options options);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Queues a job. False, and the job is dropped, when the queue is full and no other lane's is
  // longer, or the pool was stopped. A job that is displaced later by one of a shorter lane is not
  // run: `refused` is called in its place, by the thread that submits the other one.
  [[nodiscard]] bool submit(Lane lane, Job job, Job refused);
  // The same without the limit, for the rest of something that was let in before: a stream's next
  // piece, the end of a request. False only after stop().
  bool submit_rest(Lane lane, Job job);

  // Runs what is queued, then ends the threads. Jobs submitted from now on are refused.
  void stop();

  std::size_t waiting() const;
  std::size_t threads() const { return workers_.size(); }

 private:
  // A thread and what wakes it. A semaphore each, not one condition variable for all: the thread
  // that went idle last, whose memory is still near, is the one that is woken.
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
  bool waking_ = false;  // somebody was woken and has not come yet
  bool stopping_ = false;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace carboy::core::server
