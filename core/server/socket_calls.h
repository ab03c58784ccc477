// recv(2) and send(2) without what glibc adds to them for pthread_cancel(3). Nothing in this
// process cancels threads, and the two atomic exchanges in each call are measurable in a response
// that takes a few microseconds.
//
// Thread rule: that of the calls themselves. So are the results and errno.
#pragma once

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>

#include "core/base/sanitizers.h"

namespace carboy::core::server {

#if CARBOY_ASAN || CARBOY_TSAN
// The sanitizers intercept the calls by their names.
inline ssize_t receive_some(int fd, char* bytes, std::size_t size, int flags) noexcept {
  return ::recv(fd, bytes, size, flags);
}
inline ssize_t send_some(int fd, const char* bytes, std::size_t size, int flags) noexcept {
  return ::send(fd, bytes, size, flags);
}
#else
inline ssize_t receive_some(int fd, char* bytes, std::size_t size, int flags) noexcept {
  return ::syscall(SYS_recvfrom, fd, bytes, size, flags, nullptr, nullptr);
}
inline ssize_t send_some(int fd, const char* bytes, std::size_t size, int flags) noexcept {
  return ::syscall(SYS_sendto, fd, bytes, size, flags, nullptr, 0);
}
#endif

}  // namespace carboy::core::server
