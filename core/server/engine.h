// Event loops, each with a thread of its own. This is the only place that uses Pistache.
//
// Thread rule: an Engine belongs to one thread; the rules for its handlers are with each function.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace carboy::core::server {

// What has happened to a watched descriptor since its last event.
struct Event {
  std::uint64_t tag = 0;
  bool readable = false;
  bool writable = false;
  bool finished = false;  // the other side will send nothing more
  bool hangup = false;    // ... and takes nothing more
};

class Watcher {
 public:
  // Reports every change of `fd` (edge-triggered) until it is closed. May be called from any
  // thread. Throws base::Error if the kernel cannot watch another descriptor. REQUIRES: tag < 2^56.
  virtual void watch(int fd, std::uint64_t tag) = 0;

 protected:
  ~Watcher() = default;
};

class EventHandler {
 public:
  // Called once, before the loop's thread starts. `watcher` lives as long as the engine.
  virtual void attach(Watcher& watcher) = 0;
  // Called on the loop's thread.
  virtual void on_events(std::span<const Event> events) noexcept = 0;

 protected:
  ~EventHandler() = default;
};

class Engine {
 public:
  // Makes one loop for each handler. The handlers outlive the engine.
  explicit Engine(std::span<EventHandler* const> handlers);
  // Ends the threads after the events that they work on, and waits for them.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Starts the threads. Throws base::Error if the system refuses them.
  void run();

 private:
  class Handler;
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace carboy::core::server
