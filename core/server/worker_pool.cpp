#include "core/server/worker_pool.h"

#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/base/own_threads.h"

namespace carboy::core::server {

WorkerPool::WorkerPool(Options options)
    : options_(std::move(options)), queue_(options_.queue_limit) {
  workers_.reserve(options_.threads);
  idle_.reserve(options_.threads);
  try {
    for (std::size_t i = 0; i < options_.threads; ++i) {
      Worker& worker = *workers_.emplace_back(std::make_unique<Worker>());
      worker.thread = std::thread([this, &worker, i] { run(worker, i); });
    }
  } catch (const std::system_error& error) {
    const std::size_t started = workers_.size() - 1;
    stop();
    throw base::Error("The system allowed only " + std::to_string(started) + " of " +
                      std::to_string(options_.threads) + " worker threads (" +
                      error.code().message() +
                      "). Ask for fewer with [server] workers, or raise the limit (ulimit -u).");
  }
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::submit(Lane lane, Job job, Job refused) {
  Worker* woken = nullptr;
  Job displaced;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return false;
    if (!queue_.push(lane, std::move(job), std::move(refused), displaced)) return false;
    woken = someone_to_wake();
  }
  if (woken != nullptr) ::sem_post(&woken->wake);
  if (displaced) displaced();
  return true;
}

bool WorkerPool::submit_rest(Lane lane, Job job) {
  Worker* woken = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return false;
    queue_.push_rest(lane, std::move(job));
    woken = someone_to_wake();
  }
  if (woken != nullptr) ::sem_post(&woken->wake);
  return true;
}

// One thread is woken at a time, and it wakes the next when there is more to do: a burst of jobs
// costs its producer one system call instead of one a job.
WorkerPool::Worker* WorkerPool::someone_to_wake() {
  if (idle_.empty() || waking_) return nullptr;
  Worker* last = idle_.back();
  idle_.pop_back();
  waking_ = true;
  return last;
}

void WorkerPool::run(Worker& self, std::size_t number) {
  base::adopt_this_thread(options_.name + std::to_string(number));
  if (options_.on_thread_start) options_.on_thread_start();
  std::unique_lock lock(mutex_);
  for (;;) {
    while (queue_.size() == 0 && !stopping_) {
      idle_.push_back(&self);
      lock.unlock();
      while (::sem_wait(&self.wake) != 0) {
      }  // EINTR
      lock.lock();
      waking_ = false;
    }
    if (queue_.size() == 0) return;
    Job job = queue_.pop();
    Worker* woken = queue_.size() > 0 ? someone_to_wake() : nullptr;
    lock.unlock();
    if (woken != nullptr) ::sem_post(&woken->wake);
    job();
    job = nullptr;  // destroying what it holds may take long
    lock.lock();
  }
}

void WorkerPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (Worker* worker : idle_) ::sem_post(&worker->wake);
    idle_.clear();
  }
  for (const auto& worker : workers_) {
    if (worker->thread.joinable()) worker->thread.join();
  }
}

std::size_t WorkerPool::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

}  // namespace carboy::core::server
