#include "core/cli/command_frames.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdint>

namespace carboy::core::cli {
namespace {

constexpr std::size_t kFrameHead = 5;
constexpr std::size_t kLongestFrame = 1 << 20;
constexpr int kGiveUpMilliseconds = 100;

std::size_t length_in(std::string_view head) {
  std::size_t length = 0;
  for (std::size_t i = 4; i > 0; --i) {
    length = length << 8 | static_cast<unsigned char>(head[i]);
  }
  return length;
}

bool send_bytes(int socket, std::string_view bytes, const std::function<bool()>& gives_up) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
      continue;
    }
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return false;
    pollfd writable{socket, POLLOUT, 0};
    if (::poll(&writable, 1, kGiveUpMilliseconds) == 0 && gives_up()) return false;
  }
  return true;
}

}  // namespace

bool FrameReader::receive(int socket) {
  std::array<char, 16384> piece;
  const ssize_t got = ::recv(socket, piece.data(), piece.size(), 0);
  if (got < 0) return errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK;
  if (got == 0) return false;
  received_.append(piece.data(), static_cast<std::size_t>(got));
  return received_.size() < kFrameHead || length_in(received_) <= kLongestFrame;
}

std::optional<Frame> FrameReader::next() {
  if (received_.size() < kFrameHead) return std::nullopt;
  const std::size_t length = length_in(received_);
  if (received_.size() < kFrameHead + length) return std::nullopt;
  Frame frame{static_cast<FrameKind>(received_[0]), received_.substr(kFrameHead, length)};
  received_.erase(0, kFrameHead + length);
  return frame;
}

bool send_frame(int socket, FrameKind kind, std::string_view payload,
                const std::function<bool()>& gives_up) {
  std::string bytes(1, static_cast<char>(kind));
  for (std::size_t i = 0; i < 4; ++i) {
    bytes.push_back(static_cast<char>(static_cast<std::uint32_t>(payload.size()) >> (8 * i)));
  }
  bytes.append(payload);
  return send_bytes(socket, bytes, gives_up);
}

}  // namespace carboy::core::cli
