#include "core/server/worker_pool.h"

#include <limits>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/base/own_threads.h"

namespace carboy::core::server {

WorkerPool::WorkerPool(Options options) : options_(std::move(options)), ring_(64) {
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

bool WorkerPool::submit(Job job) { return push(std::move(job), options_.queue_limit); }

bool WorkerPool::submit_rest(Job job) {
  return push(std::move(job), std::numeric_limits<std::size_t>::max());
}

bool WorkerPool::push(Job&& job, std::size_t limit) {
  Worker* woken = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || count_ >= limit) return false;
    if (count_ == ring_.size()) grow();
    ring_[(first_ + count_) & (ring_.size() - 1)] = std::move(job);
    ++count_;
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

void WorkerPool::grow() {
  std::vector<Job> larger(ring_.size() * 2);
  for (std::size_t i = 0; i < count_; ++i) {
    larger[i] = std::move(ring_[(first_ + i) & (ring_.size() - 1)]);
  }
  ring_ = std::move(larger);
  first_ = 0;
}

WorkerPool::Job WorkerPool::pop() {
  Job job = std::exchange(ring_[first_], nullptr);
  first_ = (first_ + 1) & (ring_.size() - 1);
  --count_;
  return job;
}

void WorkerPool::run(Worker& self, std::size_t number) {
  base::adopt_this_thread(options_.name + std::to_string(number));
  if (options_.on_thread_start) options_.on_thread_start();
  std::unique_lock lock(mutex_);
  for (;;) {
    while (count_ == 0 && !stopping_) {
      idle_.push_back(&self);
      lock.unlock();
      while (::sem_wait(&self.wake) != 0) {
      }  // EINTR
      lock.lock();
      waking_ = false;
    }
    if (count_ == 0) return;
    const Job job = pop();
    Worker* woken = count_ > 0 ? someone_to_wake() : nullptr;
    lock.unlock();
    if (woken != nullptr) ::sem_post(&woken->wake);
    job();
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
  return count_;
}

}  // namespace carboy::core::server
