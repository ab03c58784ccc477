#include "core/app/timing/slow_views.h"

#include <ctime>
#include <utility>

#include "core/app/request_state.h"

namespace carboy::core::app {

SlowViews::SlowViews(std::chrono::milliseconds limit, Report report)
    : limit_(report ? limit : std::chrono::milliseconds(0)), report_(std::move(report)) {}

std::int64_t SlowViews::now() const noexcept {
  if (limit_.count() == 0) return 0;
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
  return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

bool SlowViews::before(Exchange& exchange) const noexcept {
  exchange.state().view_began_at = now();
  return false;
}

void SlowViews::after(Exchange& exchange) const noexcept {
  if (limit_.count() == 0) return;
  const RequestState& state = exchange.state();
  const std::chrono::milliseconds took(now() - state.view_began_at);
  if (took < limit_) return;
  SlowView slow{nullptr, exchange, "", took,
                std::chrono::milliseconds(state.view_began_at - state.queued_at)};
  if (state.route != nullptr) {
    slow.owner = state.route->owner;
    slow.endpoint = state.route->entry->endpoint;
  }
  report_(slow);
}

}  // namespace carboy::core::app
