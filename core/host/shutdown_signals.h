// The signals that the host handles: SIGINT and SIGTERM, which shut it down, SIGUSR1, which reopens
// the log files, and SIGHUP, which makes `carboy serve` read its configuration again and shuts
// `carboy run` down, since closing its terminal sends it.
//
// Thread rule: create one for the whole process, before any other thread. Its functions may be
// called from any thread.
#pragma once

#include <signal.h>

#include <functional>
#include <mutex>

#include "core/base/descriptor.h"

namespace carboy::core::host {

// The signals are blocked in every thread and received by a thread of this class, so that Ctrl-C
// also works while extensions start.
class ShutdownSignals {
 public:
  ShutdownSignals();

  // After this call the first signal makes descriptor() readable, and only a second one ends the
  // process. Before it, the first signal ends the process.
  void begin_serving();
  // Returns a descriptor that becomes readable with the first signal and stays readable.
  int descriptor() const noexcept { return shutdown_event_.get(); }
  // After this call with true, SIGHUP makes wait() return Event::reread. A SIGHUP that was ignored
  // when the process started, as nohup does, stays ignored.
  void reread_on_hangup(bool rereads);
  enum class Event { shut_down, reread };
  // Blocks until the first signal that shuts the host down, or until SIGHUP.
  Event wait() const;

  // Sets the function that SIGUSR1 calls, on the thread of this class. When on_reopen() returns,
  // the previous function is not running and will not be called again.
  void on_reopen(std::function<void()> reopen);

 private:
  void receive();

  sigset_t set_{};
  std::mutex mutex_;
  std::function<void()> reopen_;
  base::Descriptor shutdown_event_;
  base::Descriptor reread_event_;
  bool rereads_ = false;
  bool serving_ = false;
  bool shutting_down_ = false;
};

}  // namespace carboy::core::host
