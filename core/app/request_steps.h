// The host's own features around every request, such as CORS, as a fixed list of steps. Each step
// is a class with two functions:
//   bool before(Exchange&) const noexcept;  // returns true if it made the response itself
//   void after(Exchange&) const noexcept;   // sees the finished response
// A new feature is one class and one entry in Kernel::Steps. The calls are resolved at compile
// time.
//
// Thread rule: immutable; any thread.
#pragma once

#include <cstddef>
#include <tuple>
#include <utility>

#include "core/app/exchange.h"

namespace carboy::core::app {

template <class... Steps>
class RequestSteps {
 public:
  explicit RequestSteps(Steps... steps) : steps_(std::move(steps)...) {}

  // Runs before() of the steps in order, then `inner`, then after() of the steps in reverse. If a
  // step makes the response, the steps after it and `inner` do not run, and neither does its own
  // after().
  template <class Inner>
  void run(Exchange& exchange, Inner&& inner) const noexcept {
    run_from<0>(exchange, inner);
  }

  template <class Step>
  const Step& get() const noexcept {
    return std::get<Step>(steps_);
  }

 private:
  template <std::size_t Index, class Inner>
  void run_from(Exchange& exchange, Inner& inner) const noexcept {
    if constexpr (Index == sizeof...(Steps)) {
      inner();
    } else {
      const auto& step = std::get<Index>(steps_);
      if (step.before(exchange)) return;
      run_from<Index + 1>(exchange, inner);
      step.after(exchange);
    }
  }

  std::tuple<Steps...> steps_;
};

}  // namespace carboy::core::app
