// Makes the interface of a wrapper from an author's function.
#pragma once

#include <carboy/abi/wrapper.h>
#include <carboy/error.h>
#include <carboy/request.h>
#include <carboy/response.h>

#include <string_view>
#include <type_traits>
#include <utility>

namespace carboy::detail {

template <class F>
constexpr bool check_wrapper() {
  constexpr bool fits =
      std::is_invocable_r_v<Status, F&, Request&, Response&, std::string_view, abi::Next>;
  static_assert(
      fits,
      "wrapper_takes_or_returns_something_else: it is called with (const carboy::Request&, "
      "carboy::Response&, std::string_view options, carboy::Next next) and returns what "
      "next() gave, or carboy::Status::answered");
  return fits;
}

// Calls f(request, response, options, next) -> Status.
template <class F>
class WrapperOf final : public abi::RouteWrapper {
 public:
  explicit WrapperOf(F f) : f_(std::move(f)) {}
  Status handle(abi::Request* request, abi::Response* response, Text options,
                abi::Next next) noexcept override {
    return detail::guarded_response(response, Status::answered, [&]() -> Status {
      Request current(request);
      Response attached(response);
      return f_(current, attached, std::string_view(options), next);
    });
  }

 private:
  F f_;
};

}  // namespace carboy::detail
