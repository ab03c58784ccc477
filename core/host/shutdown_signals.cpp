#include "core/host/shutdown_signals.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <thread>
#include <utility>

#include "core/base/own_threads.h"

namespace carboy::core::host {

ShutdownSignals::ShutdownSignals()
    : shutdown_event_(::eventfd(0, EFD_CLOEXEC)),
      reread_event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  ::signal(SIGPIPE, SIG_IGN);
  ::sigemptyset(&set_);
  ::sigaddset(&set_, SIGINT);
  ::sigaddset(&set_, SIGTERM);
  ::sigaddset(&set_, SIGUSR1);
  struct sigaction hangup {};
  if (::sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN) {
    ::sigaddset(&set_, SIGHUP);
  }
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

void ShutdownSignals::reread_on_hangup(bool rereads) {
  const std::lock_guard lock(mutex_);
  rereads_ = rereads;
}

ShutdownSignals::Event ShutdownSignals::wait() const {
  std::array<pollfd, 2> polled{
      {{shutdown_event_.get(), POLLIN, 0}, {reread_event_.get(), POLLIN, 0}}};
  while (::poll(polled.data(), polled.size(), -1) <= 0) {
  }
  if (polled[0].revents != 0) return Event::shut_down;
  eventfd_t count = 0;
  ::eventfd_read(reread_event_.get(), &count);
  return Event::reread;
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
    if (received == SIGHUP && rereads_ && serving_ && !shutting_down_) {
      ::eventfd_write(reread_event_.get(), 1);
      continue;
    }
    if (shutting_down_ || !serving_) ::_exit(128 + received);
    shutting_down_ = true;
    ::eventfd_write(shutdown_event_.get(), 1);
  }
}

}  // namespace carboy::core::host
