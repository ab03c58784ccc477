#include "core/base/folder_watch.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "core/base/error.h"
#include "core/base/system_error.h"

namespace carboy::core::base {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kLongest{1};
constexpr std::uint32_t kChanges = IN_CLOSE_WRITE | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM |
                                   IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ATTRIB;

}  // namespace

FolderWatch::FolderWatch() : inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (inotify_.get() < 0) throw Error("Files cannot be watched: " + errno_text(errno) + ".");
}

void FolderWatch::add(const std::filesystem::path& folder) {
  const int watch = ::inotify_add_watch(inotify_.get(), folder.c_str(), kChanges | IN_ONLYDIR);
  if (watch < 0 && errno == ENOSPC) {
    throw Error(
        "Files cannot be watched: this machine allows no more. Raise it: sysctl "
        "fs.inotify.max_user_watches=65536");
  }
}

bool FolderWatch::take_events() {
  std::array<char, 16 * 1024> events;  // NOLINT(cppcoreguidelines-pro-type-member-init): read into
  bool any = false;
  while (::read(inotify_.get(), events.data(), events.size()) > 0) any = true;
  return any;
}

bool FolderWatch::wait(int stop, std::chrono::milliseconds quiet) {
  std::array<pollfd, 2> polled{{{inotify_.get(), POLLIN, 0}, {stop, POLLIN, 0}}};
  Clock::time_point begin{};
  bool changed = false;
  for (;;) {
    const int timeout = changed ? static_cast<int>(quiet.count()) : -1;
    const int ready = ::poll(polled.data(), polled.size(), timeout);
    if (ready < 0 && errno != EINTR) throw Error("Files cannot be watched: " + errno_text(errno));
    if (ready > 0 && polled[1].revents != 0) return false;
    if (ready == 0) return true;
    if (ready < 0 || !take_events()) continue;
    if (!changed) begin = Clock::now();
    changed = true;
    if (Clock::now() - begin > kLongest) return true;
  }
}

}  // namespace carboy::core::base
