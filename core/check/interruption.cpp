#include "core/check/interruption.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>

#include "core/base/own_threads.h"
#include "core/check/process.h"

namespace carboy::core::check {
namespace {

sigset_t shutdown_signals() {
  sigset_t set{};
  ::sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&set, signal);
  return set;
}

}  // namespace

Interruption::Interruption(std::filesystem::path folder)
    : folder_(std::move(folder)), done_(::eventfd(0, EFD_CLOEXEC)) {
  const sigset_t set = shutdown_signals();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signals_ = base::Descriptor(::signalfd(-1, &set, SFD_CLOEXEC));
  thread_ = std::thread([this] {
    base::adopt_this_thread("carboy-signals");
    wait();
  });
}

Interruption::~Interruption() {
  ::eventfd_write(done_.get(), 1);
  thread_.join();
  const sigset_t set = shutdown_signals();
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void Interruption::wait() const {
  std::array<pollfd, 2> polled{{{signals_.get(), POLLIN, 0}, {done_.get(), POLLIN, 0}}};
  while (::poll(polled.data(), polled.size(), -1) < 0) {
  }
  signalfd_siginfo received{};
  if (polled[1].revents != 0 || ::read(signals_.get(), &received, sizeof(received)) <= 0) return;
  kill_process();
  // The dying process may still write files.
  std::error_code ignored;
  for (int i = 0; i < 1000 && std::filesystem::exists(folder_, ignored); ++i) {
    std::filesystem::remove_all(folder_, ignored);
  }
  ::_exit(128 + static_cast<int>(received.ssi_signo));
}

}  // namespace carboy::core::check
