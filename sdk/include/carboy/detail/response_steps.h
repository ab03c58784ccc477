// What is done to a Response when it meets its request.
#pragma once

#include <carboy/abi/request.h>
#include <carboy/detail/callback.h>

#include <utility>
#include <vector>

namespace carboy::detail {

// Functions from an abi::Response* to a Status, called in the order they were added.
class ResponseSteps {
 public:
  using Step = Callback<Status, abi::Response*>;

  ResponseSteps() = default;
  ResponseSteps(ResponseSteps&& other) noexcept : steps_(std::exchange(other.steps_, {})) {}
  ResponseSteps& operator=(ResponseSteps&& other) noexcept {
    std::swap(steps_, other.steps_);
    return *this;
  }
  ~ResponseSteps() {
    for (const Step& step : steps_) step.drop(step.self);
  }

  template <class F>
  void add(F step) {
    const auto call = [](void* self, abi::Response* out) noexcept {
      return (*static_cast<F*>(self))(out);
    };
    steps_.push_back(detail::callback<Step>(call, std::move(step)));
  }
  // Throws the error of the first step that fails, and skips the rest.
  void run(abi::Response* out) const;

 private:
  std::vector<Step> steps_;
};

}  // namespace carboy::detail
