#include "core/host/shutdown_signals.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <thread>
#include <utility>

#include "core/base/own_threads.h"

namespace carboy::core::host {

ShutdownSignals::ShutdownSignals() : shutdown_event_(::eventfd(0, EFD_CLOEXEC)) {
  ::signal(SIGPIPE, SIG_IGN);
  ::sigemptyset(&set_);
  ::sigaddset(&set_, SIGINT);
  ::sigaddset(&set_, SIGTERM);
  ::sigaddset(&set_, SIGUSR1);
  ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  std::thread([this] { receive(); }).detach();
}

void ShutdownSignals::begin_serving() {
  const std::lock_guard lock(mutex_);
  serving_ = true;
}

void ShutdownSignals::on_reopen(std::function<void()> reopen) {
  const std::lock_guard lock(mutex_);
  reopen_ = std::move(reopen);
}

void ShutdownSignals::wait() const {
  pollfd polled{shutdown_event_.get(), POLLIN, 0};
  while (::poll(&polled, 1, -1) <= 0) {
  }
}

void ShutdownSignals::receive() {
  base::adopt_this_thread("carboy-signals");
  for (;;) {
    int received = 0;
    ::sigwait(&set_, &received);
    const std::lock_guard lock(mutex_);
    if (received == SIGUSR1) {
      if (reopen_) reopen_();
      continue;
    }
    if (shutting_down_ || !serving_) ::_exit(received == SIGINT ? 130 : 143);
    shutting_down_ = true;
    ::eventfd_write(shutdown_event_.get(), 1);
  }
}

}  // namespace carboy::core::host
