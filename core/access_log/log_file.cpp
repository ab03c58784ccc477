#include "core/access_log/log_file.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

namespace carboy::core::access_log {

int LogFile::open() {
  constexpr int kFlags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  base::Descriptor opened(is_standard_output() ? ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
                                               : ::open(path_.c_str(), kFlags, 0640));
  struct stat found {};
  if (!opened || ::fstat(opened.get(), &found) != 0) return errno;
  is_regular_ = S_ISREG(found.st_mode);
  device_ = found.st_dev;
  number_ = found.st_ino;
  file_ = std::move(opened);
  return 0;
}

bool LogFile::has_moved() const {
  if (is_standard_output()) return false;
  struct stat found {};
  if (::stat(path_.c_str(), &found) != 0) return errno == ENOENT;
  return found.st_dev != device_ || found.st_ino != number_;
}

// Standard output may be shared with other processes, so O_NONBLOCK must not be set on it. A write
// of at most PIPE_BUF bytes does not block if poll(2) reports space, even then.
LogFile::Written LogFile::write(std::string_view bytes, std::chrono::milliseconds timeout) {
  const auto until = std::chrono::steady_clock::now() + timeout;
  std::size_t done = 0;
  while (done < bytes.size()) {
    std::size_t size = bytes.size() - done;
    if (!is_regular_) {
      size = std::min<std::size_t>(size, PIPE_BUF);
      pollfd polled{file_.get(), POLLOUT, 0};
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
      const auto wait = std::max<std::chrono::milliseconds::rep>(left.count(), 0);
      const int ready = ::poll(&polled, 1, static_cast<int>(wait));
      if (ready == 0) return {done, EAGAIN};
      if (ready < 0) continue;
    }
    const ssize_t count = ::write(file_.get(), bytes.data() + done, size);
    if (count > 0) {
      done += static_cast<std::size_t>(count);
    } else if (count == 0 || errno != EINTR) {
      return {done, count == 0 ? EIO : errno};
    }
  }
  return {done, 0};
}

}  // namespace carboy::core::access_log
