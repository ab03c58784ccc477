#include "core/server/connection/output.h"

#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>

#include "core/server/socket_calls.h"

namespace carboy::core::server {
namespace {

constexpr std::size_t kCopied = 2048;
constexpr std::size_t kKeptCapacity = 16 * 1024;
constexpr std::size_t kSentAtOnce = 4 * 1024 * 1024;

constexpr std::uint64_t kFileAtOnce = 1024 * 1024;

ssize_t send_both(int fd, std::string_view first, std::string_view second, bool has_file) noexcept {
  const int flags = MSG_NOSIGNAL | MSG_DONTWAIT | (has_file ? MSG_MORE : 0);
  if (second.empty()) return send_some(fd, first.data(), first.size(), flags);
  if (first.empty()) return send_some(fd, second.data(), second.size(), flags);
  iovec pieces[2] = {{const_cast<char*>(first.data()), first.size()},
                     {const_cast<char*>(second.data()), second.size()}};
  msghdr message{};
  message.msg_iov = pieces;
  message.msg_iovlen = 2;
  return ::sendmsg(fd, &message, flags);
}

}  // namespace

void Output::borrow(std::string_view body) {
  if (body.size() <= kCopied) {
    text_.append(body);
  } else {
    rest_ = body;
  }
}

void Output::send_file(int file, std::uint64_t offset, std::uint64_t size) noexcept {
  file_ = file;
  file_at_ = static_cast<off_t>(offset);
  file_left_ = size;
}

Output::Flushed Output::flush(int fd) noexcept {
  Flushed so_far = Flushed::nothing;
  const std::size_t before = size();
  while (size() > 0) {
    const std::string_view own = std::string_view(text_).substr(sent_);
    const ssize_t count = send_both(fd, own, rest_, file_left_ > 0);
    if (count > 0) {
      took(static_cast<std::size_t>(count));
      so_far = Flushed::some;
      if (before - size() >= kSentAtOnce && size() > 0) return Flushed::enough;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return so_far;
    } else if (errno != EINTR) {
      return Flushed::broken;
    }
  }
  return file_left_ > 0 ? Flushed::file : Flushed::all;
}

Output::Flushed Output::flush_file(int fd) noexcept {
  Flushed so_far = flush(fd);
  if (so_far != Flushed::file) return so_far;
  std::uint64_t sent = 0;
  while (file_left_ > 0) {
    if (sent >= kSentAtOnce) return Flushed::enough;
    const ssize_t count = ::sendfile(fd, file_, &file_at_,
                                     static_cast<std::size_t>(std::min(file_left_, kFileAtOnce)));
    if (count > 0) {
      file_left_ -= static_cast<std::uint64_t>(count);
      taken_ += static_cast<std::uint64_t>(count);
      sent += static_cast<std::uint64_t>(count);
    } else if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      return Flushed::some;
    } else if (count == 0 || errno != EINTR) {
      return Flushed::broken;
    }
  }
  return Flushed::all;
}

void Output::took(std::size_t count) noexcept {
  taken_ += count;
  const std::size_t of_text = std::min(count, text_.size() - sent_);
  sent_ += of_text;
  rest_.remove_prefix(count - of_text);
  if (sent_ < text_.size()) return;
  text_.clear();
  sent_ = 0;
}

void Output::clear() noexcept {
  text_.clear();
  if (text_.capacity() > kKeptCapacity) std::string().swap(text_);
  sent_ = 0;
  rest_ = {};
  file_left_ = 0;
  taken_ = 0;
}

}  // namespace carboy::core::server
