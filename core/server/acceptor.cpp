#include "core/server/acceptor.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/base/own_threads.h"

namespace carboy::core::server {
namespace {

constexpr int kTakenAtOnce = 64;  // from one listener, then the others have their turn
constexpr int kLastRounds = 64;   // enough for a full backlog
constexpr int kBackOffMilliseconds = 100;
constexpr int kCloseIdleMilliseconds = 10;  // for the loops to close some

base::Descriptor spare_descriptor() {
  return base::Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

}  // namespace

Acceptor::Acceptor(Context& context, std::vector<Listener> listeners, std::vector<Loop*> loops)
    : context_(context),
      listeners_(std::move(listeners)),
      loops_(std::move(loops)),
      spare_(spare_descriptor()),
      stop_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (!stop_) throw base::Error("The server cannot start: too many open files (ulimit -n).");
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    throw base::Error("The system refused the thread that accepts connections (ulimit -u).");
  }
}

Acceptor::~Acceptor() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(stop_.get(), &one, sizeof one);
  thread_.join();
}

void Acceptor::run() {
  base::adopt_this_thread("carboy-accept");
  std::vector<pollfd> watched = {{stop_.get(), POLLIN, 0}};
  for (const Listener& listener : listeners_) watched.push_back({listener.fd(), POLLIN, 0});
  for (;;) {
    if (::poll(watched.data(), watched.size(), -1) < 0) continue;  // EINTR
    if (watched.front().revents != 0) break;
    for (pollfd& listener : watched) {
      if (listener.revents == 0) continue;
      switch (take_from(listener.fd)) {
        case Taken::all:
        case Taken::some:
          break;
        case Taken::exhausted:
          back_off(listener.fd);
          break;
        case Taken::broken:
          context_.report("A listening socket has failed; no connections come from it any more.");
          listener.fd = -1;
          break;
      }
    }
  }
  // Connections that the kernel has accepted already would get a reset when the listener is closed.
  // In a socket that was passed to this process they wait for the next process.
  for (const Listener& listener : listeners_) {
    int rounds = 0;
    while (!listener.is_passed() && ++rounds <= kLastRounds &&
           take_from(listener.fd()) == Taken::some) {
    }
  }
}

Acceptor::Taken Acceptor::take_from(int fd) {
  for (int taken = 0; taken < kTakenAtOnce;) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    const int accepted =
        ::accept4(fd, reinterpret_cast<sockaddr*>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted >= 0) {
      ++taken;
      if (std::exchange(has_reported_, false))
        context_.report("New connections are accepted again.");
      if (!spare_) spare_ = spare_descriptor();
      admit(accepted, address);
      continue;
    }
    switch (errno) {
      case EAGAIN:
        return Taken::all;
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
        return Taken::exhausted;
      case EBADF:
      case EINVAL:
      case ENOTSOCK:
      case EOPNOTSUPP:
        return Taken::broken;
      default:
        ++taken;  // a client that has gone before it was accepted
    }
  }
  return Taken::some;
}

void Acceptor::admit(int fd, const sockaddr_storage& address) {
  PendingConnection pending{fd, describe(address), {}};
  if (!context_.is_proxy(pending.peer.host)) {
    if (context_.options.proxy_protocol) {
      report_no_proxy_header(context_, pending.peer.host,
                             "is not from an address in [server] trusted_proxies");
      ::close(fd);
      return;
    }
    pending.client = client_key(pending.peer.host);
  }
  context_.connection_tracker.enter();
  take_slot(context_, pending);
  if (pending.kind == PendingConnection::Kind::too_many &&
      context_.connection_tracker.unadmitted() > kMaxUnadmitted) {
    reject_now(context_, fd, pending.peer, kTooManyOfOneClient);
    context_.connection_tracker.leave();
    return;
  }
  loops_[next_loop_]->adopt(std::move(pending));
  next_loop_ = (next_loop_ + 1) % loops_.size();
}

// Without a free descriptor the listener stays readable, so trying again at once would be a busy
// loop.
void Acceptor::back_off(int fd) {
  if (context_.exhausted.count_event()) {
    has_reported_ = true;
    context_.report(
        "Out of file descriptors: idle connections are closed, and new ones get a 503 until others "
        "are closed. Raise the limit (ulimit -n, LimitNOFILE= in systemd), or lower [server] "
        "max_connections.");
  }
  for (Loop* loop : loops_) loop->close_some();
  pollfd stop = {stop_.get(), POLLIN, 0};
  if (::poll(&stop, 1, kCloseIdleMilliseconds) != 0 || take_from(fd) != Taken::exhausted) return;
  reject_from(fd);
  ::poll(&stop, 1, kBackOffMilliseconds);
}

void Acceptor::reject_from(int fd) {
  spare_.reset();
  for (int taken = 0; taken < kTakenAtOnce; ++taken) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    const int accepted =
        ::accept4(fd, reinterpret_cast<sockaddr*>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted < 0) break;
    reject_now(context_, accepted, describe(address), kNoSlotLeft);
  }
  spare_ = spare_descriptor();
}

}  // namespace carboy::core::server
