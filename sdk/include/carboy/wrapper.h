// What a route is wrapped in: `.with(login::required)`.
//
// A wrapper is data, so that a route can name one whose extension is compiled elsewhere; the host
// finds the provider when the routes are published and refuses to start without it. Making one:
//   inline constexpr carboy::Wrapper required{{"login.Required", 1, 0}};          // its header
//   app.provide_wrapper(required, [](const carboy::Request&, carboy::Response&, std::string_view
//   options,
//                                    carboy::Next next) { return allowed ? next() : refuse(); });
#pragma once

#include <carboy/abi/wrapper.h>
#include <carboy/error.h>
#include <carboy/request.h>
#include <carboy/response.h>

#include <string_view>
#include <type_traits>
#include <utility>

namespace carboy {

using abi::Next;

// Names a wrapper, with options for its provider. Text with static lifetime, or kept until with()
// has returned.
struct Wrapper {
  ServiceId id;
  std::string_view options = {};
};

namespace detail {

template <class F>
constexpr bool check_wrapper() {
  constexpr bool fits =
      std::is_invocable_r_v<Status, F&, Request&, Response&, std::string_view, Next>;
  static_assert(
      fits,
      "wrapper_takes_or_returns_something_else: it is called with (const carboy::Request&, "
      "carboy::Response&, std::string_view options, carboy::Next next) and returns what "
      "next() gave, or carboy::Status::answered");
  return fits;
}

// Adapts f(request, response, options, next) -> Status.
template <class F>
class WrapperOf final : public abi::RouteWrapper {
 public:
  explicit WrapperOf(F f) : f_(std::move(f)) {}
  Status handle(abi::Request* request, abi::Response* response, Text options,
                Next next) noexcept override {
    return carboy::guarded([&] {
      Request current(request);
      Response attached(response);
      return f_(current, attached, std::string_view(options), next);
    });
  }

 private:
  F f_;
};

}  // namespace detail
}  // namespace carboy
