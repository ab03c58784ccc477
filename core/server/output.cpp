#include "core/server/output.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>

namespace carboy::core::server {
namespace {

constexpr std::size_t kCopied = 2048;
constexpr std::size_t kKept = 16 * 1024;
constexpr std::size_t kAtOnce = 4 * 1024 * 1024;

ssize_t send_some(int fd, std::string_view first, std::string_view second) noexcept {
  constexpr int kFlags = MSG_NOSIGNAL | MSG_DONTWAIT;
  if (second.empty()) return ::send(fd, first.data(), first.size(), kFlags);
  if (first.empty()) return ::send(fd, second.data(), second.size(), kFlags);
  iovec pieces[2] = {{const_cast<char*>(first.data()), first.size()},
                     {const_cast<char*>(second.data()), second.size()}};
  msghdr message{};
  message.msg_iov = pieces;
  message.msg_iovlen = 2;
  return ::sendmsg(fd, &message, kFlags);
}

}  // namespace

void Output::borrow(std::string_view body) {
  if (body.size() <= kCopied) {
    text_.append(body);
  } else {
    rest_ = body;
  }
}

Output::Flushed Output::flush(int fd) noexcept {
  Flushed so_far = Flushed::nothing;
  const std::size_t before = size();
  while (!empty()) {
    const ssize_t count = send_some(fd, std::string_view(text_).substr(sent_), rest_);
    if (count > 0) {
      took(static_cast<std::size_t>(count));
      so_far = Flushed::some;
      if (before - size() >= kAtOnce && !empty()) return Flushed::enough;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return so_far;
    } else if (errno != EINTR) {
      return Flushed::broken;
    }
  }
  return Flushed::all;
}

void Output::took(std::size_t count) noexcept {
  const std::size_t of_text = std::min(count, text_.size() - sent_);
  sent_ += of_text;
  rest_.remove_prefix(count - of_text);
  if (sent_ < text_.size()) return;
  text_.clear();
  sent_ = 0;
}

void Output::clear() noexcept {
  text_.clear();
  if (text_.capacity() > kKept) std::string().swap(text_);
  sent_ = 0;
  rest_ = {};
}

}  // namespace carboy::core::server
