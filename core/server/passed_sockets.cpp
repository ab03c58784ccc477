#include "core/server/passed_sockets.h"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace carboy::core::server {
namespace {

constexpr int kFirst = 3;  // SD_LISTEN_FDS_START

struct Passed {
  std::vector<int> sockets;
  std::string mistake;
};

std::optional<long> number_in(const char* name) {
  const char* text = std::getenv(name);
  if (text == nullptr) return std::nullopt;
  const std::string_view digits(text);
  long number = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() ? number : -1;
}

Passed passed_by_environment() {
  const auto process = number_in("LISTEN_PID");
  const auto count = number_in("LISTEN_FDS");
  if (!process || !count) {
    return {{},
            "no socket was passed to this process (LISTEN_FDS is not set). Start it by a socket "
            "unit (systemctl start NAME.socket), or name an address."};
  }
  if (*process != ::getpid()) {
    return {{},
            "the sockets that were passed are for process " + std::to_string(*process) +
                " (LISTEN_PID), and this is " + std::to_string(::getpid()) +
                ". A shell or another program in between has to start this one by exec."};
  }
  if (*count < 1 || *count > 1024) {
    return {{}, "LISTEN_FDS says that " + std::to_string(*count) + " sockets were passed."};
  }
  Passed passed;
  for (int fd = kFirst; fd < kFirst + *count; ++fd) {
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    passed.sockets.push_back(fd);
  }
  return passed;
}

const Passed& passed() {
  static const Passed taken = [] {
    Passed found = passed_by_environment();
    for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) {
      ::unsetenv(name);  // NOLINT(concurrency-mt-unsafe): before there is another thread
    }
    return found;
  }();
  return taken;
}

}  // namespace

void take_passed_sockets() noexcept { passed(); }

const std::vector<int>& passed_sockets() {
  if (!passed().mistake.empty()) throw base::Error("\"systemd\": " + passed().mistake);
  return passed().sockets;
}

}  // namespace carboy::core::server
