// Event loops, a thread each: what Pistache does for us. Nothing else here knows that it does.
//
// Thread rule: an Engine belongs to one thread; what its handlers must keep stands with each
// function.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace carboy::core::server {

// What happened to a watched descriptor since it was last told.
struct Event {
  std::uint64_t tag = 0;
  bool readable = false;
  bool writable = false;
  bool finished = false;  // the other side will send nothing more
  bool hangup = false;    // ... and takes nothing more
};

class Watcher {
 public:
  // Reports every change of `fd` from now on (edge-triggered), until it is closed. From any thread.
  // Throws base::Error when the kernel has no room. REQUIRES: tag < 2^56.
  virtual void watch(int fd, std::uint64_t tag) = 0;

 protected:
  ~Watcher() = default;
};

class EventHandler {
 public:
  // Once, before the loop's thread starts. `watcher` lives as long as the engine.
  virtual void attach(Watcher& watcher) = 0;
  // On the loop's thread.
  virtual void on_events(std::span<const Event> events) noexcept = 0;

 protected:
  ~EventHandler() = default;
};

class Engine {
 public:
  // One loop for each handler. Handlers outlive the engine.
  explicit Engine(std::span<EventHandler* const> handlers);
  // Ends the threads after the events in hand and waits for them.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Starts the threads. Throws base::Error when the system refuses them.
  void run();

 private:
  class Handler;
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace carboy::core::server
