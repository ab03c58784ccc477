// Makes the interface of a wrapper from an author's function.
#pragma once

#include <carboy/abi/registrar.h>
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

// Of the SDK that this extension is compiled with.
inline constexpr uint32_t kOwnSdk = uint32_t{abi::kSdkMajor} << 16 | abi::kSdkMinor;

// Calls f(request, response, options, next) -> Status.
template <class F>
class WrapperOf final : public abi::RouteWrapper {
 public:
  explicit WrapperOf(F f) : f_(std::move(f)) {}
  uint32_t sdk() noexcept override { return kOwnSdk; }
  uint32_t phases(Text) noexcept override {
    return static_cast<uint32_t>(abi::WrapperPhase::handle);
  }
  Status handle(abi::Request* request, abi::Response* response, Text options,
                abi::Next next) noexcept override {
    return detail::guarded_response(response, Status::answered, [&]() -> Status {
      Request current(request);
      Response attached(response);
      return f_(current, attached, std::string_view(options), next);
    });
  }
  Status page(Text, abi::PagePolicy*) noexcept override { return Status::ok; }

 private:
  F f_;
};

// Gives a wrapper to the host, which deletes it.
template <class Made>
void provide_wrapper(abi::Registrar* registrar, ServiceId id, Made* made) {
  carboy::check(registrar->provide_wrapper(
      id, made, [](abi::RouteWrapper* dead) noexcept { delete static_cast<Made*>(dead); }));
}

}  // namespace carboy::detail
