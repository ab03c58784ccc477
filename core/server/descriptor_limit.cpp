#include "core/server/descriptor_limit.h"

#include <sys/resource.h>

#include <algorithm>
#include <limits>

namespace carboy::core::server {
namespace {

constexpr std::size_t kReserved = 256;

}  // namespace

std::size_t raise_descriptor_limit() noexcept {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::numeric_limits<std::size_t>::max();
  if (limit.rlim_cur < limit.rlim_max) {
    const rlim_t before = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) limit.rlim_cur = before;
  }
  return static_cast<std::size_t>(
      std::min<rlim_t>(limit.rlim_cur, std::numeric_limits<std::size_t>::max()));
}

std::size_t connections_below(std::size_t limit) noexcept {
  return std::max<std::size_t>(1, limit - std::min(kReserved, limit / 2));
}

}  // namespace carboy::core::server
