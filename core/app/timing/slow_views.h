// The step that reports views that take long.
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
  const Owner* owner = nullptr;  // of the route; null if no route matched
  Exchange& exchange;
  std::string_view endpoint;
  std::chrono::milliseconds took{};    // with the hooks around it, without a streamed body
  std::chrono::milliseconds queued{};  // time before that, until a worker was free
};

class SlowViews {
 public:
  using Report = std::function<void(const SlowView&)>;

  // Reports views that take `limit` or longer. A limit of 0 disables the step.
  SlowViews(std::chrono::milliseconds limit, Report report);

  // Returns the kernel's coarse clock in milliseconds, which is accurate to a hundredth of a second
  // and costs a few nanoseconds. Returns 0 if the step is disabled.
  std::int64_t now() const noexcept;

  // Notes when the request's view begins.
  bool before(Exchange& exchange) const noexcept;
  // Reports the view if it was slow. REQUIRES: the exchange still holds its generation.
  void after(Exchange& exchange) const noexcept;

 private:
  std::chrono::milliseconds limit_;
  Report report_;
};

}  // namespace carboy::core::app
