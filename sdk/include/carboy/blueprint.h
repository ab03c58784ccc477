// Routes, hooks and error handlers: of the app, or of a group of routes below one prefix.
//
// Thread rule: to be used inside init_app only, on the thread that runs it.
#pragma once

#include <carboy/abi/registrar.h>
#include <carboy/error.h>
#include <carboy/request.h>
#include <carboy/response.h>
#include <carboy/rule.h>
#include <carboy/view.h>
#include <carboy/wrapper.h>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace carboy {

// One route, to say more about it: app.get("/", view).endpoint("list").with(login::required);
class Route {
 public:
  explicit Route(abi::Route* route) : route_(route) {}
  // Names it, so that url_for finds it; in a blueprint it becomes `blueprint.name`.
  Route& endpoint(std::string_view name) {
    carboy::check(route_->set_endpoint(name));
    return *this;
  }
  // Runs the view inside a wrapper; the first one given is the outermost.
  Route& with(const Wrapper& wrapper) {
    carboy::check(route_->wrap(wrapper.id, wrapper.options));
    return *this;
  }
  // The view never blocks: it runs on the event loop's thread and must return in microseconds.
  Route& nonblocking() {
    carboy::check(route_->set_nonblocking());
    return *this;
  }

 private:
  abi::Route* route_;
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
  return carboy::guarded([&] {
    Request current(request);
    const ReceivedError received(*error);
    detail::put_result(response, detail::call_with_some(*static_cast<F*>(self), current, received));
  });
}

template <class T>
T* checked(T* made) {
  if (made == nullptr) throw ReceivedError(*host->error());
  return made;
}

}  // namespace detail

// A group of routes below one prefix. The app is the one without prefix and name.
template <detail::FixedText Prefix = "">
class Blueprint {
 public:
  explicit Blueprint(abi::Blueprint* blueprint) : blueprint_(blueprint) {}

  template <class F>
  Route get(Rule<std::type_identity_t<F>, Prefix> rule, F view) {
    return add({"GET"}, rule.text, std::move(view));
  }
  template <class F>
  Route post(Rule<std::type_identity_t<F>, Prefix> rule, F view) {
    return add({"POST"}, rule.text, std::move(view));
  }
  template <class F>
  Route put(Rule<std::type_identity_t<F>, Prefix> rule, F view) {
    return add({"PUT"}, rule.text, std::move(view));
  }
  template <class F>
  Route patch(Rule<std::type_identity_t<F>, Prefix> rule, F view) {
    return add({"PATCH"}, rule.text, std::move(view));
  }
  // `delete` is a keyword.
  template <class F>
  Route del(Rule<std::type_identity_t<F>, Prefix> rule, F view) {
    return add({"DELETE"}, rule.text, std::move(view));
  }
  // For several methods: app.route({"GET", "POST"}, "/", view).
  template <class F>
  Route route(std::initializer_list<Text> methods, Rule<std::type_identity_t<F>, Prefix> rule,
              F view) {
    return add(methods, rule.text, std::move(view));
  }

  // Before each request that comes here, in order of registration. A hook that returns a response
  // (or an optional with one) answers the request itself, and the view is not run.
  template <class F>
  void before_request(F hook) {
    using Result = detail::ResultOfSome<F, Request, Response>;
    static_assert(Result::is_callable,
                  "hook_takes_parameters_it_is_not_given: before_request gives (const "
                  "carboy::Request&, carboy::Response&), of which it takes some or none");
    static_assert(Result::may_be_response,
                  "hook_returns_no_response: before_request takes a hook that returns nothing, "
                  "what a view returns, or a std::optional of that");
    if constexpr (Result::is_callable && Result::may_be_response) {
      carboy::check(blueprint_->hook(
          abi::Hook::before_request,
          detail::callback<abi::HookCallback>(&detail::call_before_hook<F>, std::move(hook))));
    }
  }
  // After each request, latest registered first: hook(request, Response&).
  template <class F>
  void after_request(F hook) {
    constexpr bool fits = detail::ResultOfSome<F, Request, Response>::is_callable;
    static_assert(fits,
                  "hook_takes_parameters_it_is_not_given: after_request gives (const "
                  "carboy::Request&, carboy::Response&), of which it takes some or none");
    if constexpr (fits) {
      carboy::check(blueprint_->hook(
          abi::Hook::after_request,
          detail::callback<abi::HookCallback>(&detail::call_after_hook<F>, std::move(hook))));
    }
  }
  // When the request is over, latest registered first: hook(request, const ReceivedError* error).
  template <class F>
  void teardown_request(F hook) {
    constexpr bool fits = detail::ResultOfSome<F, Request, const ReceivedError* const>::is_callable;
    static_assert(
        fits,
        "hook_takes_parameters_it_is_not_given: teardown_request gives (const "
        "carboy::Request&, const carboy::ReceivedError*), of which it takes some or none");
    if constexpr (fits) {
      carboy::check(blueprint_->teardown(
          detail::callback<abi::TeardownCallback>(&detail::call_teardown<F>, std::move(hook))));
    }
  }
  // Answers for an HTTP status code: handler(request, const ReceivedError&) or less.
  template <class F>
  void error(int code, F handler) {
    carboy::check(blueprint_->error_code(code, error_callback(std::move(handler))));
  }
  // Answers for an error by its id, whichever extension it came from, and for those derived from
  // it.
  template <class E, class F>
  requires requires { static_cast<const ErrorId&>(E::id); }
  void error(F handler) {
    carboy::check(blueprint_->error_id(E::id.name, error_callback(std::move(handler))));
  }

  // A group below this one; nested names and prefixes add up.
  carboy::Blueprint<Prefix> blueprint(std::string_view name, FixedPrefix prefix) const {
    return carboy::Blueprint<Prefix>(detail::checked(blueprint_->blueprint(name, prefix.text)));
  }

 private:
  template <class F>
  static abi::ErrorCallback error_callback(F handler) {
    using Result = detail::ResultOfSome<F, Request, const ReceivedError>;
    static_assert(
        Result::is_callable,
        "hook_takes_parameters_it_is_not_given: an error handler is given (const "
        "carboy::Request&, const carboy::ReceivedError&), of which it takes some or none");
    static_assert(Result::is_response,
                  "view_returns_no_response: an error handler returns what a view returns");
    if constexpr (Result::is_callable && Result::is_response) {
      return detail::callback<abi::ErrorCallback>(&detail::call_error_handler<F>,
                                                  std::move(handler));
    } else {
      return {};
    }
  }
  template <class F>
  Route add(std::initializer_list<Text> methods, std::string_view rule, F view) {
    return Route(detail::checked(blueprint_->route(methods.begin(), methods.size(), rule,
                                                   detail::view_callback(std::move(view)))));
  }

  abi::Blueprint* blueprint_;
};

}  // namespace carboy
