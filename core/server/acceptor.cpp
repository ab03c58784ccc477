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

constexpr int kTakenAtOnce = 64;  // of one listener, before the others have their turn
constexpr int kLastRounds = 64;   // as many as the backlog has room for
constexpr int kBackOffMilliseconds = 100;
constexpr int kUntilIdleAreClosed = 10;

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
    throw base::Error("The system refused the thread that takes connections (ulimit -u).");
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
  // Whom the kernel has let in already is not sent away with a reset; in a socket that was passed
  // to the process they wait for the next one.
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
      if (std::exchange(is_told_, false)) context_.report("Connections are taken again.");
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
        ++taken;  // a connection that was gone before it was taken
    }
  }
  return Taken::some;
}

void Acceptor::admit(int fd, const sockaddr_storage& address) {
  PendingConnection arrival{fd, describe(address), {}};
  if (!context_.is_proxy(arrival.peer.host)) {
    if (context_.options.proxy_protocol) {
      report_unnamed(context_, arrival.peer.host, "is from nobody in [server] trusted_proxies");
      ::close(fd);
      return;
    }
    arrival.client = client_key(arrival.peer.host);
  }
  context_.connection_tracker.enter();
  const ConnectionTracker::Answer answer = context_.connection_tracker.take_seat(arrival.client);
  if (answer.seat == ConnectionTracker::Seat::full) arrival.kind = PendingConnection::Kind::waiting;
  if (answer.seat == ConnectionTracker::Seat::too_many)
    arrival.kind = PendingConnection::Kind::too_many;
  if (answer.is_news) report_too_many(context_, arrival.peer.host);
  if (arrival.kind == PendingConnection::Kind::too_many &&
      context_.connection_tracker.standing() > kMostStanding) {
    reject_now(context_, fd, arrival.peer, kTooManyOfOne);
    context_.connection_tracker.leave();
    return;
  }
  loops_[next_loop_]->adopt(std::move(arrival));
  next_loop_ = (next_loop_ + 1) % loops_.size();
}

// Out of descriptors the listener stays readable: asking again at once would be a busy loop.
void Acceptor::back_off(int fd) {
  if (context_.exhausted.happened()) {
    is_told_ = true;
    context_.report(
        "Out of file descriptors: idle connections are closed, and new ones get a 503 until others "
        "are closed. Raise the limit (ulimit -n, LimitNOFILE= in systemd), or lower [server] "
        "max_connections.");
  }
  for (Loop* loop : loops_) loop->close_some();
  pollfd stop = {stop_.get(), POLLIN, 0};
  if (::poll(&stop, 1, kUntilIdleAreClosed) != 0 || take_from(fd) != Taken::exhausted) return;
  send_away_from(fd);
  ::poll(&stop, 1, kBackOffMilliseconds);
}

void Acceptor::send_away_from(int fd) {
  spare_.reset();
  for (int taken = 0; taken < kTakenAtOnce; ++taken) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    const int accepted =
        ::accept4(fd, reinterpret_cast<sockaddr*>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted < 0) break;
    reject_now(context_, accepted, describe(address), kAllSeatsTaken);
  }
  spare_ = spare_descriptor();
}

}  // namespace carboy::core::server
