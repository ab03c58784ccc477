// What the loops, the workers and the acceptor of one server share.
//
// Thread rule: stands with each member.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>

#include "core/app/application.h"
#include "core/server/server_options.h"
#include "core/server/worker_pool.h"

namespace carboy::core::server {

// Counts open connections. From any thread.
class Census {
 public:
  void enter() {
    const std::lock_guard lock(mutex_);
    ++count_;
  }
  void leave() {
    const std::lock_guard lock(mutex_);
    if (--count_ == 0) empty_.notify_all();
  }
  std::size_t count() const {
    const std::lock_guard lock(mutex_);
    return count_;
  }
  // True once none is open; false when `deadline` came first.
  bool wait_empty(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return empty_.wait_until(lock, deadline, [this] { return count_ == 0; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable empty_;
  std::size_t count_ = 0;
};

struct Context {
  Context(ServerOptions server_options, app::Application& served, WorkerPool::Options pool_options)
      : options(std::move(server_options)), application(served), pool(std::move(pool_options)) {}

  const ServerOptions options;
  app::Application& application;
  WorkerPool pool;
  Census census;
  std::atomic<bool> draining{false};  // every response is its connection's last
  std::atomic<bool> aborting{false};  // views that have not begun are not run any more
};

}  // namespace carboy::core::server
