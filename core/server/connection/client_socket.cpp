#include "core/server/connection/client_socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "core/server/socket_calls.h"

namespace carboy::core::server {
namespace {

constexpr int kDropsAtOnce = 4;

}  // namespace

ClientSocket::~ClientSocket() {
  if (fd_ >= 0) ::close(fd_);
}

void ClientSocket::open(int fd) noexcept {
  fd_ = fd;
  may_read_ = has_finished_ = is_at_end_ = is_gone_ = is_shut_ = false;
}

void ClientSocket::close(bool reset) noexcept {
  if (reset) {
    const linger abortive{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &abortive, sizeof abortive);
  }
  ::close(std::exchange(fd_, -1));
}

void ClientSocket::note(const Event& event) noexcept {
  may_read_ = may_read_ || event.readable || event.finished || event.hangup;
  has_finished_ = has_finished_ || event.finished;
  is_gone_ = is_gone_ || event.hangup;
}

std::size_t ClientSocket::receive(std::span<char> room, int flags) noexcept {
  for (;;) {
    const ssize_t count = receive_some(fd_, room.data(), room.size(), flags);
    if (count > 0) return static_cast<std::size_t>(count);
    if (count < 0 && errno == EINTR) continue;
    may_read_ = false;
    is_at_end_ = count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
    return 0;
  }
}

// A short read means that the socket is empty, so the next byte is an event again. Only the end of
// input may have come together with the last bytes, and is no event of its own then.
std::size_t ClientSocket::read(std::span<char> room) noexcept {
  const std::size_t count = receive(room, 0);
  if (count > 0) may_read_ = count == room.size() || has_finished();
  return count;
}

std::size_t ClientSocket::peek(std::span<char> room) noexcept {
  return receive(room, MSG_PEEK | MSG_DONTWAIT);
}

void ClientSocket::skip(std::span<char> room, std::size_t size) noexcept {
  ::recv(fd_, room.data(), size, MSG_DONTWAIT);
}

bool ClientSocket::has_input() const noexcept {
  char byte = 0;
  return ::recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

bool ClientSocket::is_writable() const noexcept {
  pollfd socket{fd_, POLLOUT, 0};
  return ::poll(&socket, 1, 0) != 0;
}

bool ClientSocket::finish_writing() noexcept {
  if (std::exchange(is_shut_, true)) return false;
  ::shutdown(fd_, SHUT_WR);
  return true;
}

bool ClientSocket::drop_input() noexcept {
  char dropped[16 * 1024];
  bool has_dropped = false;
  for (int reads = 0; may_read_ && reads < kDropsAtOnce; ++reads) {
    has_dropped = receive(dropped, 0) > 0 || has_dropped;
  }
  return has_dropped;
}

}  // namespace carboy::core::server
