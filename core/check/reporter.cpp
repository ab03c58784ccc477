#include "core/check/reporter.h"

#include <unistd.h>

#include <cerrno>

namespace carboy::core::check {

void CheckReporter::doing(const std::string& what, double part) {
  tell({{"doing", what}, {"part", part}});
}

void CheckReporter::found(const CheckFinding& finding) { tell({{"found", to_json(finding)}}); }

void CheckReporter::done() { tell({{"done", true}}); }

void CheckReporter::tell(const nlohmann::json& line) {
  const std::string text =
      line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  const std::lock_guard lock(mutex_);
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t put = ::write(pipe_, text.data() + done, text.size() - done);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return;
    done += static_cast<std::size_t>(put);
  }
}

}  // namespace carboy::core::check
