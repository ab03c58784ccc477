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

namespace carboy::core::server {

class WorkerPool {
 public:
  // A job must not throw. A closure of at most 16 bytes costs no allocation.
  using Job = std::function<void()>;

  struct Options {
    std::size_t threads = 4;
    std::size_t queue_limit = 1024;              // jobs waiting, besides those that run
    std::string name = "carboy-w";               // threads are called carboy-w0, carboy-w1 ...
    std::function<void()> on_thread_start = {};  // runs first on every thread
  };

  // Starts the threads. Throws base::Error when the system refuses them.
  explicit WorkerPool(Options options);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Queues a job. False, and the job is dropped, when the queue is full or the pool was stopped.
  [[nodiscard]] bool submit(Job job);
  // The same without the limit, for the rest of something that was let in before: a stream's next
  // piece, the end of a request. False only after stop().
  bool submit_rest(Job job);

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

  bool push(Job&& job, std::size_t limit);
  void grow();
  Job pop();
  Worker* someone_to_wake();
  void run(Worker& self, std::size_t number);

  const Options options_;
  mutable std::mutex mutex_;
  std::vector<Job> ring_;  // capacity is a power of two
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  std::vector<Worker*> idle_;
  bool waking_ = false;  // somebody was woken and has not come yet
  bool stopping_ = false;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace carboy::core::server
