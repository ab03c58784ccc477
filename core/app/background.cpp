#include "core/app/background.h"

#include <thread>

#include "core/base/own_threads.h"

namespace carboy::core::app {

void StopSource::request_stop() {
  {
    const std::lock_guard lock(mutex_);
    requested_ = true;
  }
  changed_.notify_all();
}

bool StopSource::stop_requested() const {
  const std::lock_guard lock(mutex_);
  return requested_;
}

bool StopSource::wait_for(std::chrono::nanoseconds time) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, time, [&] { return requested_; });
}

Background::Background(std::string name, Work work)
    : name_(std::move(name)), shared_(std::make_shared<Shared>()) {
  shared_->work = std::move(work);
}

// The thread may live a moment longer; the objects that the work holds must not.
Background::~Background() { shared_->work = nullptr; }

void Background::start() {
  shared_->running = true;
  std::thread([shared = shared_, name = name_] {
    base::adopt_this_thread(name);
    shared->work(shared->stop);
    const std::lock_guard lock(shared->mutex);
    shared->running = false;
    shared->ended_changed.notify_all();
  }).detach();
}

void Background::request_stop() { shared_->stop.request_stop(); }

bool Background::wait(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(shared_->mutex);
  return shared_->ended_changed.wait_until(lock, deadline, [&] { return !shared_->running; });
}

}  // namespace carboy::core::app
