#include "core/app/slow_views.h"

#include <ctime>
#include <utility>

#include "core/app/request_state.h"

namespace carboy::core::app {

SlowViews::SlowViews(std::chrono::milliseconds limit, Tell tell)
    : limit_(tell ? limit : std::chrono::milliseconds(0)), tell_(std::move(tell)) {}

std::int64_t SlowViews::now() const noexcept {
  if (limit_.count() == 0) return 0;
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
  return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

void SlowViews::look(Exchange& exchange, std::int64_t begun) const {
  if (limit_.count() == 0) return;
  const std::chrono::milliseconds took(now() - begun);
  if (took < limit_) return;
  const RequestState& state = exchange.state();
  SlowView slow{nullptr, exchange, "", took, std::chrono::milliseconds(begun - state.queued_at)};
  if (state.route != nullptr) {
    slow.owner = state.route->owner;
    slow.endpoint = state.route->entry->endpoint;
  }
  tell_(slow);
}

}  // namespace carboy::core::app
