// Work that an extension does besides its requests, on a thread of its own.
//
// Thread rule: start() and stop() from the thread that starts and stops extensions; the token from
// any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace carboy::core::app {

class StopSource {
 public:
  void request_stop();
  bool stop_requested() const;
  // Waits for a request to stop. Returns false if `time` passed first.
  bool wait_for(std::chrono::nanoseconds time) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  bool requested_ = false;
};

class Background {
 public:
  using Work = std::function<void(StopSource&)>;
  Background(std::string name, Work work);
  // REQUIRES: wait() returned true.
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  void start();
  void request_stop();
  // Waits until the work has ended; returns true at once if it never began. Returns false if
  // `deadline` passed first. Then the thread still runs, and nothing that the work uses may be
  // freed.
  bool wait(std::chrono::steady_clock::time_point deadline);
  const std::string& name() const noexcept { return name_; }

 private:
  struct Shared {
    StopSource stop;
    std::mutex mutex;
    std::condition_variable ended_changed;
    bool running = false;
    Work work;
  };
  std::string name_;
  std::shared_ptr<Shared> shared_;
};

}  // namespace carboy::core::app
