// Routes, hooks and error handlers: of the app, or of a group of routes below one prefix.
//
// Thread rule: to be used inside init_app only, on the thread that runs it.
#pragma once

#include <carboy/abi/registrar.h>
#include <carboy/error.h>
#include <carboy/hooks.h>
#include <carboy/route.h>
#include <carboy/rule.h>
#include <carboy/rule_of_methods.h>
#include <carboy/value.h>
#include <carboy/detail/view.h>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <type_traits>
#include <utility>

namespace carboy {

// A group of routes below one prefix. The app is the one without prefix and name.
template <detail::FixedText Prefix = "">
class Blueprint {
 public:
  explicit Blueprint(abi::Blueprint* blueprint) : blueprint_(blueprint) {}

  // The second rule, where there is one, leads to the same view and endpoint:
  //   app.get("/books/<int:page>", {"/books/", {"page", 1}}, view).endpoint("books");
  template <class F>
  Route get(Rule<std::type_identity_t<F>, Prefix> rule, Rule<std::type_identity_t<F>, Prefix> other,
            F answer) {
    return add({"GET"}, rule, other, std::move(answer));
  }
  template <class F>
  Route get(Rule<std::type_identity_t<F>, Prefix> rule, F answer) {
    return add({"GET"}, rule, std::move(answer));
  }
  template <class F>
  Route post(Rule<std::type_identity_t<F>, Prefix> rule, F answer) {
    return add({"POST"}, rule, std::move(answer));
  }
  template <class F>
  Route put(Rule<std::type_identity_t<F>, Prefix> rule, F answer) {
    return add({"PUT"}, rule, std::move(answer));
  }
  template <class F>
  Route patch(Rule<std::type_identity_t<F>, Prefix> rule, F answer) {
    return add({"PATCH"}, rule, std::move(answer));
  }
  // `delete` is a keyword.
  template <class F>
  Route del(Rule<std::type_identity_t<F>, Prefix> rule, F answer) {
    return add({"DELETE"}, rule, std::move(answer));
  }
  // For several methods: app.route({"GET", "POST"}, "/", view).
  template <class F>
  Route route(std::initializer_list<Text> methods, Rule<std::type_identity_t<F>, Prefix> rule,
              F answer) {
    return add(methods, rule, std::move(answer));
  }
  template <class F>
  Route route(std::initializer_list<Text> methods, Rule<std::type_identity_t<F>, Prefix> rule,
              Rule<std::type_identity_t<F>, Prefix> other, F answer) {
    return add(methods, rule, other, std::move(answer));
  }
  // A struct with a member for each method: get, head, post, put, patch, del, options (Flask's
  // MethodView). GET comes with HEAD.
  template <class T>
  Route view(MethodsRule<std::type_identity_t<T>, Prefix> rule, T object) {
    if constexpr (detail::check_methods<T>()) {
      Text methods[8];
      std::size_t count = 0;
      detail::for_each_method<T>([&](std::string_view method, auto) { methods[count++] = method; });
      return with_defaults(
          Route(detail::checked(blueprint_->route(
              methods, count, rule.text,
              detail::callback<abi::ViewCallback>(&detail::call_methods<T>, std::move(object))))),
          rule.defaults);
    } else {
      return Route(nullptr);
    }
  }
  // A rule without a view: for building URLs only.
  Route build_only(BareRule<Prefix> rule) {
    return Route(detail::checked(blueprint_->rule(rule.text)));
  }
  // Redirects (308) to a path, in which `<name>` stands for the rule's parameter.
  Route redirect(BareRule<Prefix> rule, std::string_view target) {
    Route made = build_only(rule);
    carboy::check(made.abi()->set_text(abi::RuleText::redirect_to, target));
    return made;
  }
  // Answers whatever is asked below the prefix and no route takes: a 404 page of the group's own,
  // or an application of one page. It takes the prefix's parameters, and has the group's hooks.
  template <class F>
  void fallback(F answer) {
    [[maybe_unused]] const Rule<F, Prefix> checked = "/";
    carboy::check(blueprint_->fallback(detail::view_callback(std::move(answer))));
  }
  // What is registered from now on is for requests to that host, or to that subdomain of the app's
  // server_name; those of nested groups add up.
  Blueprint& host(std::string_view text) {
    carboy::check(blueprint_->set_text(abi::RuleText::host, text));
    return *this;
  }
  Blueprint& subdomain(std::string_view text) {
    carboy::check(blueprint_->set_text(abi::RuleText::subdomain, text));
    return *this;
  }

  // Before all before_request functions, also where no rule matched: hook(request).
  template <class F>
  Hook url_value_preprocessor(F hook) {
    constexpr bool fits = detail::ResultOfSome<F, Request, Response>::is_callable;
    static_assert(fits,
                  "hook_takes_parameters_it_is_not_given: url_value_preprocessor gives (const "
                  "carboy::Request&), or nothing");
    if constexpr (fits) {
      return registered(blueprint_->hook(
          abi::Hook::url_value_preprocessor,
          detail::callback<abi::HookCallback>(&detail::call_after_hook<F>, std::move(hook))));
    } else {
      return Hook(nullptr);
    }
  }
  // While a URL of this group's endpoints is built: f(endpoint, carboy::UrlValues& values).
  template <class F>
  void url_defaults(F f) {
    static_assert(std::invocable<F&, std::string_view, UrlValues&>,
                  "hook_takes_parameters_it_is_not_given: url_defaults gives (std::string_view "
                  "endpoint, carboy::UrlValues&)");
    if constexpr (std::invocable<F&, std::string_view, UrlValues&>) {
      carboy::check(blueprint_->url_defaults(
          detail::callback<abi::UrlDefaultsCallback>(&detail::call_url_defaults<F>, std::move(f))));
    }
  }
  // Before each request that comes here, in order of registration. A hook that returns a response
  // (or an optional with one) answers the request itself, and the view is not run.
  template <class F>
  Hook before_request(F hook) {
    using Result = detail::ResultOfSome<F, Request, Response>;
    static_assert(Result::is_callable,
                  "hook_takes_parameters_it_is_not_given: before_request gives (const "
                  "carboy::Request&, carboy::Response&), of which it takes some or none");
    static_assert(Result::may_be_response,
                  "hook_returns_no_response: before_request takes a hook that returns nothing, "
                  "what a view returns, or a std::optional of that");
    if constexpr (Result::is_callable && Result::may_be_response) {
      return registered(blueprint_->hook(
          abi::Hook::before_request,
          detail::callback<abi::HookCallback>(&detail::call_before_hook<F>, std::move(hook))));
    } else {
      return Hook(nullptr);
    }
  }
  // After each request, latest registered first: hook(request, Response&).
  template <class F>
  Hook after_request(F hook) {
    constexpr bool fits = detail::ResultOfSome<F, Request, Response>::is_callable;
    static_assert(fits,
                  "hook_takes_parameters_it_is_not_given: after_request gives (const "
                  "carboy::Request&, carboy::Response&), of which it takes some or none");
    if constexpr (fits) {
      return registered(blueprint_->hook(
          abi::Hook::after_request,
          detail::callback<abi::HookCallback>(&detail::call_after_hook<F>, std::move(hook))));
    } else {
      return Hook(nullptr);
    }
  }
  // When the request is over, latest registered first: hook(request, const ReceivedError* error).
  template <class F>
  Hook teardown_request(F hook) {
    constexpr bool fits = detail::ResultOfSome<F, Request, const ReceivedError* const>::is_callable;
    static_assert(
        fits,
        "hook_takes_parameters_it_is_not_given: teardown_request gives (const "
        "carboy::Request&, const carboy::ReceivedError*), of which it takes some or none");
    if constexpr (fits) {
      return registered(blueprint_->teardown(
          detail::callback<abi::TeardownCallback>(&detail::call_teardown<F>, std::move(hook))));
    } else {
      return Hook(nullptr);
    }
  }
  // For all requests of the app, though it is said by a group.
  template <class F>
  Hook before_app_request(F hook) {
    return app_level().before_request(std::move(hook));
  }
  template <class F>
  Hook after_app_request(F hook) {
    return app_level().after_request(std::move(hook));
  }
  template <class F>
  Hook teardown_app_request(F hook) {
    return app_level().teardown_request(std::move(hook));
  }
  template <class F>
  Hook app_url_value_preprocessor(F hook) {
    return app_level().url_value_preprocessor(std::move(hook));
  }
  template <class F>
  void app_url_defaults(F f) {
    app_level().url_defaults(std::move(f));
  }
  template <class F>
  Hook app_error(int code, F handler) {
    return app_level().error(code, std::move(handler));
  }
  template <class E, class F>
  Hook app_error(F handler) {
    return app_level().template error<E>(std::move(handler));
  }
  // Answers for an HTTP status code: handler(request, const ReceivedError&) or less. One that
  // returns an empty std::optional leaves it to the plain page.
  template <class F>
  Hook error(int code, F handler) {
    return registered(blueprint_->error_code(code, error_callback(std::move(handler))));
  }
  // Answers for an error by its id, whichever extension it came from, and for those derived from
  // it.
  template <class E, class F>
  requires requires { static_cast<const ErrorId&>(E::id); }
  Hook error(F handler) {
    return registered(blueprint_->error_id(E::id.name, error_callback(std::move(handler))));
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
    static_assert(Result::may_decline,
                  "view_returns_no_response: an error handler returns what a view returns, or a "
                  "std::optional of that");
    if constexpr (Result::is_callable && Result::may_decline) {
      return detail::callback<abi::ErrorCallback>(&detail::call_error_handler<F>,
                                                  std::move(handler));
    } else {
      return {};
    }
  }
  Hook registered(Status status) const {
    carboy::check(status);
    return Hook(blueprint_->last_hook());
  }
  carboy::Blueprint<> app_level() const { return carboy::Blueprint<>(blueprint_->app()); }
  static Route with_defaults(Route route, const RuleDefaults& defaults) {
    using enum RuleDefault::Kind;
    for (std::size_t i = 0; i < defaults.count; ++i) {
      const RuleDefault& one = defaults.values[i];
      abi::Value value = carboy::value_of(one.integer);
      if (one.kind == number) value = carboy::value_of(one.number);
      if (one.kind == text) value = carboy::value_of(one.text);
      carboy::check(route.abi()->set_default(one.name, value));
    }
    return route;
  }
  template <class F>
  Route add(std::initializer_list<Text> methods, const Rule<F, Prefix>& rule, F answer) {
    return with_defaults(
        Route(detail::checked(blueprint_->route(methods.begin(), methods.size(), rule.text,
                                                detail::view_callback(std::move(answer))))),
        rule.defaults);
  }
  template <class F>
  Route add(std::initializer_list<Text> methods, const Rule<F, Prefix>& rule,
            const Rule<F, Prefix>& other, F answer) {
    Route route = add(methods, rule, std::move(answer));
    with_defaults(Route(detail::checked(route.abi()->also(other.text))), other.defaults);
    return route;
  }

  abi::Blueprint* blueprint_;
};

}  // namespace carboy
