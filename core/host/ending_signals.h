// The signals that end a run, SIGINT and SIGTERM, and SIGUSR1, which opens log files anew.
//
// Thread rule: one for the process, made before other threads; its functions from any thread.
#pragma once

#include <signal.h>

#include <functional>
#include <mutex>

#include "core/base/descriptor.h"

namespace carboy::core::host {

// They are blocked in every thread but taken by one of our own, so that Ctrl-C works while
// extensions start, too.
class EndingSignals {
 public:
  EndingSignals();

  // From now on the first signal is told by descriptor(), and only the second ends the process.
  void begin_serving();
  // Becomes readable with the first signal, and stays so.
  int descriptor() const noexcept { return ended_event_.get(); }
  void wait() const;

  // What SIGUSR1 does, on the signals' own thread; nothing at first. When this returns, what it did
  // before is not under way any more.
  void on_reopen(std::function<void()> reopen);

 private:
  void take();

  sigset_t set_{};
  std::mutex mutex_;
  std::function<void()> reopen_;
  base::Descriptor ended_event_;
  bool serving_ = false;
  bool ended_ = false;
};

}  // namespace carboy::core::host
