// From hooks and error handlers of the author's to what the host calls. Not for authors.
#pragma once

#include <carboy/abi/registrar.h>
#include <carboy/detail/callback.h>
#include <carboy/error.h>
#include <carboy/request.h>
#include <carboy/response.h>
#include <carboy/detail/signature.h>
#include <carboy/detail/view.h>

#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace carboy {

// The values of a URL being built, as a url_defaults function gets them.
class UrlValues {
 public:
  explicit UrlValues(abi::UrlValues* values) : values_(values) {}
  bool contains(std::string_view name) const { return values_->contains(name); }
  void set(std::string_view name, std::string_view value) { values_->set(name, value); }

 private:
  abi::UrlValues* values_;
};

// One hook or error handler, to say more about it:
//   app.before_request(counts).nonblocking();
// To be used inside init_app only, on the thread that runs it.
class Hook {
 public:
  explicit Hook(abi::RegisteredHook* hook) : hook_(hook) {}
  // It never blocks and returns in microseconds, so that it may run on the event loop's thread. A
  // nonblocking view runs there only if everything around it says so.
  Hook& nonblocking() {
    carboy::check(hook_->set_nonblocking());
    return *this;
  }

 private:
  abi::RegisteredHook* hook_;
};

namespace detail {

template <class T>
concept OptionalResult = requires(T& result) {
  result.has_value();
  requires ViewResult<typename T::value_type>;
};

// Of a function that takes some of two arguments: see call_with_some.
template <class F, class First, class Second>
struct ResultOfSome {
  static constexpr bool is_callable = false;
  static constexpr bool is_response = true;
  static constexpr bool may_be_response = true;
  static constexpr bool may_decline = true;
};
template <class F, class First, class Second>
requires TakesSome<F, First&, Second&>
struct ResultOfSome<F, First, Second> {
  using Type = decltype(detail::call_with_some(std::declval<F&>(), std::declval<First&>(),
                                               std::declval<Second&>()));
  static constexpr bool is_callable = true;
  static constexpr bool is_response = ViewResult<Type>;
  static constexpr bool may_be_response =
      std::is_void_v<Type> || OptionalResult<Type> || is_response;
  // An error handler's.
  static constexpr bool may_decline = OptionalResult<Type> || is_response;
};

template <class F>
Status call_before_hook(void* self, abi::Request* request, abi::Response* response) noexcept {
  return carboy::guarded([&]() -> Status {
    F& hook = *static_cast<F*>(self);
    Request current(request);
    Response attached(response);
    using Result = typename ResultOfSome<F, Request, Response>::Type;
    if constexpr (std::is_void_v<Result>) {
      detail::call_with_some(hook, current, attached);
      return Status::ok;
    } else if constexpr (OptionalResult<Result>) {
      auto result = detail::call_with_some(hook, current, attached);
      if (!result.has_value()) return Status::ok;
      detail::put_result(response, *std::move(result));
    } else {
      detail::put_result(response, detail::call_with_some(hook, current, attached));
    }
    return Status::answered;
  });
}

template <class F>
Status call_after_hook(void* self, abi::Request* request, abi::Response* response) noexcept {
  return carboy::guarded([&] {
    Request current(request);
    Response attached(response);
    detail::call_with_some(*static_cast<F*>(self), current, attached);
  });
}

template <class F>
Status call_teardown(void* self, abi::Request* request, const abi::Error* error) noexcept {
  return carboy::guarded([&] {
    Request current(request);
    std::optional<ReceivedError> received;
    if (error != nullptr) received.emplace(*error);
    const ReceivedError* const pointer = received ? &*received : nullptr;
    detail::call_with_some(*static_cast<F*>(self), current, pointer);
  });
}

template <class F>
Status call_error_handler(void* self, abi::Request* request, abi::Response* response,
                          const abi::Error* error) noexcept {
  return carboy::guarded([&]() -> Status {
    Request current(request);
    const ReceivedError received(*error);
    using Result = typename ResultOfSome<F, Request, const ReceivedError>::Type;
    if constexpr (OptionalResult<Result>) {
      auto result = detail::call_with_some(*static_cast<F*>(self), current, received);
      if (!result.has_value()) return Status::not_there;
      detail::put_result(response, *std::move(result));
    } else {
      detail::put_result(response,
                         detail::call_with_some(*static_cast<F*>(self), current, received));
    }
    return Status::ok;
  });
}

// The values of a URL being built, for url_defaults.
template <class F>
Status call_url_defaults(void* self, Text endpoint, abi::UrlValues* values) noexcept {
  return carboy::guarded([&] {
    UrlValues face(values);
    (*static_cast<F*>(self))(std::string_view(endpoint), face);
  });
}

}  // namespace detail
}  // namespace carboy
