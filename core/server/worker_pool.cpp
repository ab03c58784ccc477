#include "core/server/worker_pool.h"

#include <limits>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/base/own_threads.h"

namespace carboy::core::server {

WorkerPool::WorkerPool(Options options) : options_(std::move(options)), ring_(64) {
  try {
    for (std::size_t i = 0; i < options_.threads; ++i) {
      threads_.emplace_back([this, i] { run(i); });
    }
  } catch (const std::system_error& error) {
    const std::size_t started = threads_.size();
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

// One thread is woken at a time, and it wakes the next when there is more to do: a burst of jobs
// costs its producer one system call instead of one a job.
bool WorkerPool::push(Job&& job, std::size_t limit) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || count_ >= limit) return false;
    if (count_ == ring_.size()) grow();
    ring_[(first_ + count_) & (ring_.size() - 1)] = std::move(job);
    ++count_;
    wake = idle_ > 0 && !waking_;
    if (wake) waking_ = true;
  }
  if (wake) work_.notify_one();
  return true;
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

void WorkerPool::run(std::size_t number) {
  base::adopt_this_thread(options_.name + std::to_string(number));
  if (options_.on_thread_start) options_.on_thread_start();
  std::unique_lock lock(mutex_);
  for (;;) {
    while (count_ == 0 && !stopping_) {
      ++idle_;
      work_.wait(lock);
      --idle_;
      waking_ = false;
    }
    if (count_ == 0) return;
    const Job job = pop();
    const bool wake = count_ > 0 && idle_ > 0 && !waking_;
    if (wake) waking_ = true;
    lock.unlock();
    if (wake) work_.notify_one();
    job();
    lock.lock();
  }
}

void WorkerPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

std::size_t WorkerPool::waiting() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

}  // namespace carboy::core::server
