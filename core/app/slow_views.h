// Tells of views that take long.
//
// Thread rule: const functions may be called from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>

#include "core/app/exchange.h"
#include "core/app/owner.h"

namespace carboy::core::app {

struct SlowView {
  const Owner* owner = nullptr;  // of the route; null: none matched
  Exchange& exchange;
  std::string_view endpoint;
  std::chrono::milliseconds took{};    // with the hooks around it, without a streamed body
  std::chrono::milliseconds queued{};  // before, until a worker was free
};

class SlowViews {
 public:
  using Tell = std::function<void(const SlowView&)>;

  // Views that take `limit` or longer; 0: none.
  SlowViews(std::chrono::milliseconds limit, Tell tell);

  // When a request's route is known, and when its view begins: the kernel's coarse clock, which
  // holds to a hundredth of a second and costs a few nanoseconds. 0 when nothing is told.
  std::int64_t now() const noexcept;
  // When its view is done. REQUIRES: the generation is still held.
  void look(Exchange& exchange, std::int64_t begun) const;

 private:
  std::chrono::milliseconds limit_;
  Tell tell_;
};

}  // namespace carboy::core::app
