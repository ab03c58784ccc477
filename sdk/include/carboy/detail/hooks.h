// The kinds of hooks and error handlers: what each is called with, and what it may return.
//
// A hook may leave out any of its parameters.
#pragma once

#include <carboy/abi/registrar.h>
#include <carboy/detail/checked_callback.h>
#include <carboy/detail/signature.h>
#include <carboy/detail/view.h>
#include <carboy/error.h>
#include <carboy/hooks.h>
#include <carboy/request.h>
#include <carboy/response.h>

#include <concepts>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace carboy::detail {

template <class T>
concept OptionalResult = requires(T& result) {
  result.has_value();
  requires ViewResult<typename T::value_type>;
};

// The result of a function that takes some of two arguments: see call_with_some. If it cannot be
// called, everything else about it counts as right, so that the compiler reports one error.
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
  static constexpr bool may_decline = OptionalResult<Type> || is_response;
};

struct BeforeRequestHook {
  using Callback = abi::HookCallback;

  template <class F>
  static constexpr bool fits() {
    using Result = ResultOfSome<F, Request, Response>;
    static_assert(Result::is_callable,
                  "hook_takes_parameters_it_is_not_given: before_request gives (const "
                  "carboy::Request&, carboy::Response&); the hook may leave out either or both");
    static_assert(Result::may_be_response,
                  "hook_returns_no_response: a before_request hook returns nothing, what a view "
                  "returns, or a std::optional of that");
    return Result::is_callable && Result::may_be_response;
  }

  template <class F>
  static Status call(void* self, abi::Request* request, abi::Response* response) noexcept {
    return detail::guarded_response(response, Status::answered, [&]() -> Status {
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
};

// A hook whose result is ignored.
struct ResponseHook {
  using Callback = abi::HookCallback;

  template <class F>
  static constexpr bool is_callable = ResultOfSome<F, Request, Response>::is_callable;

  template <class F>
  static Status call(void* self, abi::Request* request, abi::Response* response) noexcept {
    return detail::guarded_response(response, Status::ok, [&] {
      Request current(request);
      Response attached(response);
      detail::call_with_some(*static_cast<F*>(self), current, attached);
    });
  }
};

struct AfterRequestHook : ResponseHook {
  template <class F>
  static constexpr bool fits() {
    static_assert(is_callable<F>,
                  "hook_takes_parameters_it_is_not_given: after_request gives (const "
                  "carboy::Request&, carboy::Response&); the hook may leave out either or both");
    return is_callable<F>;
  }
};

struct AfterThisRequestHook : ResponseHook {
  template <class F>
  static constexpr bool fits() {
    static_assert(is_callable<F>,
                  "hook_takes_parameters_it_is_not_given: after_this_request gives (const "
                  "carboy::Request&, carboy::Response&); the hook may leave out either or both");
    return is_callable<F>;
  }
};

struct UrlValuePreprocessor : ResponseHook {
  template <class F>
  static constexpr bool fits() {
    static_assert(is_callable<F>,
                  "hook_takes_parameters_it_is_not_given: url_value_preprocessor gives (const "
                  "carboy::Request&), or nothing");
    return is_callable<F>;
  }
};

// A teardown function: the error is null if the request ended without one.
struct Teardown {
  using Callback = abi::TeardownCallback;

  template <class F>
  static constexpr bool is_callable =
      ResultOfSome<F, Request, const ReceivedError* const>::is_callable;

  template <class F>
  static Status call(void* self, abi::Request* request, const abi::Error* error) noexcept {
    return carboy::guarded([&] {
      Request current(request);
      std::optional<ReceivedError> received;
      if (error != nullptr) received.emplace(*error);
      const ReceivedError* const pointer = received ? &*received : nullptr;
      detail::call_with_some(*static_cast<F*>(self), current, pointer);
    });
  }
};

struct TeardownRequestHook : Teardown {
  template <class F>
  static constexpr bool fits() {
    static_assert(is_callable<F>,
                  "hook_takes_parameters_it_is_not_given: teardown_request gives (const "
                  "carboy::Request&, const carboy::ReceivedError*); the hook may leave out either "
                  "or both");
    return is_callable<F>;
  }
};

struct TeardownAppHook : Teardown {
  template <class F>
  static constexpr bool fits() {
    static_assert(is_callable<F>,
                  "hook_takes_parameters_it_is_not_given: teardown_app gives (const "
                  "carboy::ReceivedError*), or nothing");
    return is_callable<F>;
  }
};

struct ErrorHandler {
  using Callback = abi::ErrorCallback;

  template <class F>
  static constexpr bool fits() {
    using Result = ResultOfSome<F, Request, const ReceivedError>;
    static_assert(Result::is_callable,
                  "hook_takes_parameters_it_is_not_given: an error handler is given (const "
                  "carboy::Request&, const carboy::ReceivedError&); it may leave out either or "
                  "both");
    static_assert(Result::may_decline,
                  "view_returns_no_response: an error handler returns what a view returns, or a "
                  "std::optional of that");
    return Result::is_callable && Result::may_decline;
  }

  template <class F>
  static Status call(void* self, abi::Request* request, abi::Response* response,
                     const abi::Error* error) noexcept {
    return detail::guarded_response(response, Status::ok, [&]() -> Status {
      F& handler = *static_cast<F*>(self);
      Request current(request);
      const ReceivedError received(*error);
      using Result = typename ResultOfSome<F, Request, const ReceivedError>::Type;
      if constexpr (OptionalResult<Result>) {
        auto result = detail::call_with_some(handler, current, received);
        if (!result.has_value()) return Status::not_found;
        detail::put_result(response, *std::move(result));
      } else {
        detail::put_result(response, detail::call_with_some(handler, current, received));
      }
      return Status::ok;
    });
  }
};

struct UrlDefaults {
  using Callback = abi::UrlDefaultsCallback;

  template <class F>
  static constexpr bool fits() {
    constexpr bool yes = std::invocable<F&, std::string_view, UrlValues&>;
    static_assert(yes,
                  "hook_takes_parameters_it_is_not_given: url_defaults gives (std::string_view "
                  "endpoint, carboy::UrlValues&)");
    return yes;
  }

  template <class F>
  static Status call(void* self, Text endpoint, abi::UrlValues* values) noexcept {
    return carboy::guarded([&] {
      UrlValues current(values);
      (*static_cast<F*>(self))(std::string_view(endpoint), current);
    });
  }
};

}  // namespace carboy::detail
