// Routes, hooks and error handlers of the app, or of a group of routes (Flask's Blueprint).
//
// Thread rule: to be used inside init_app only, on the thread that runs it. Views, hooks and error
// handlers are called by many threads at once, so they must protect what they share.
#pragma once

#include <carboy/abi/registrar.h>
#include <carboy/detail/fixed_prefix.h>
#include <carboy/detail/hooks.h>
#include <carboy/detail/literal.h>
#include <carboy/detail/rule_of_methods.h>
#include <carboy/hooks.h>
#include <carboy/route.h>
#include <carboy/rule.h>

#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <type_traits>
#include <utility>

namespace carboy {

// A group of routes with a common prefix, common hooks and common error handlers. The app itself is
// the group without a prefix and a name. All functions throw if the host refuses what is
// registered.
//
//   auto api = app.blueprint("api", "/api");
//   api.get("/status", [] { return "fine"; }).endpoint("status");   // /api/status, "api.status"
//   api.error(404, [] { return carboy::Response("{}", 404); });
//
// A view is a function or lambda whose parameters are those of the rule, after a const
// carboy::Request& if it needs one. It returns text, nlohmann::json or a carboy::Response; anything
// else does not compile.
template <detail::FixedText Prefix = "">
class Blueprint {
  template <class F>
  using RuleOf = Rule<std::type_identity_t<F>, Prefix>;

 public:
  explicit Blueprint(abi::Blueprint* blueprint) : blueprint_(blueprint) {}

  // ---- routes

  // Registers a view for GET. HEAD comes with it, and the host answers OPTIONS.
  //
  //   app.get("/books/<int:id>", [](int id) { return "Book " + std::to_string(id); });
  template <class F>
  Route get(RuleOf<F> rule, F f) {
    return add({"GET"}, rule, std::move(f));
  }
  // Registers a view for GET under two rules with one endpoint. One of them usually has default
  // values, see RuleDefault:
  //
  //   app.get("/books/<int:page>", {"/books/", {"page", 1}}, view).endpoint("books");
  template <class F>
  Route get(RuleOf<F> rule, RuleOf<F> other, F f) {
    return add({"GET"}, rule, other, std::move(f));
  }
  // These register a view for another method. del() is for DELETE, since `delete` is a keyword.
  template <class F>
  Route post(RuleOf<F> rule, F f) {
    return add({"POST"}, rule, std::move(f));
  }
  template <class F>
  Route put(RuleOf<F> rule, F f) {
    return add({"PUT"}, rule, std::move(f));
  }
  template <class F>
  Route patch(RuleOf<F> rule, F f) {
    return add({"PATCH"}, rule, std::move(f));
  }
  template <class F>
  Route del(RuleOf<F> rule, F f) {
    return add({"DELETE"}, rule, std::move(f));
  }
  // Registers a view for several methods, under one rule or two:
  //
  //   app.route({"GET", "POST"}, "/", view);
  template <class F>
  Route route(std::initializer_list<Text> methods, RuleOf<F> rule, F f) {
    return add(methods, rule, std::move(f));
  }
  template <class F>
  Route route(std::initializer_list<Text> methods, RuleOf<F> rule, RuleOf<F> other, F f) {
    return add(methods, rule, other, std::move(f));
  }
  // Registers a struct that has a member function for each method: get, head, post, put, patch, del
  // or options (Flask's MethodView). Each is a view. If there is no head(), get() answers HEAD.
  //
  //   struct Shelf {
  //     std::string get(int number) const;
  //     carboy::Response post(const carboy::Request& request, int number) const;
  //   };
  //   app.view("/shelves/<int:number>", Shelf{});
  template <class T>
  Route view(detail::MethodsRule<std::type_identity_t<T>, Prefix> rule, T object);
  // Registers a rule that only builds URLs (Werkzeug's build_only). No request matches it.
  Route build_only(detail::BareRule<Prefix> rule);
  // Redirects requests (308) to a path, in which <name> is the value of the rule's parameter:
  //
  //   app.redirect("/old/<int:id>", "/items/<id>");
  Route redirect(detail::BareRule<Prefix> rule, std::string_view target);
  // Answers requests below the prefix that no route answers, whatever their method: with a 404 page
  // of the group's own, or with a single-page application. The view takes the parameters of the
  // prefix, and the hooks of the group run.
  template <class F>
  void fallback(F f);

  // Limit the routes that are registered afterwards to requests to that host, or to that subdomain
  // of [app] server_name. The subdomains of nested groups add up.
  Blueprint& host(std::string_view text);
  Blueprint& subdomain(std::string_view text);

  // ---- hooks, in the order in which they run for a request
  //
  // Each is called with the arguments named in its comment, and may leave out any of them.

  // Called with (const Request&), before all before_request functions and also if no rule matched.
  template <class F>
  Hook url_value_preprocessor(F hook);
  // Called with (const Request&, Response&) before the view, in order of registration, those of the
  // app first. If a hook returns a response, or a std::optional that holds one, that is the answer
  // and the view does not run.
  //
  //   admin.before_request([](const carboy::Request& request) -> std::optional<carboy::Response> {
  //     if (is_admin(request)) return std::nullopt;
  //     return carboy::Response("Admins only.", 403);
  //   });
  template <class F>
  Hook before_request(F hook);
  // Called with (const Request&, Response&) after the view, in reverse order of registration, those
  // of the app last. It may change the response.
  template <class F>
  Hook after_request(F hook);
  // Called with (const Request&, const ReceivedError*) when the request is over, in reverse order
  // of registration, those of the app last. The pointer is null if the request ended without an
  // unhandled error.
  template <class F>
  Hook teardown_request(F hook);
  // Called with (std::string_view endpoint, UrlValues&) while url_for() builds a URL of this group,
  // to add values.
  //
  //   book.url_defaults([](std::string_view, carboy::UrlValues& values) {
  //     if (!values.contains("language")) values.set("language", "en");
  //   });
  template <class F>
  void url_defaults(F f);

  // ---- error handlers
  //
  // Each is called with (const Request&, const ReceivedError&), or less, and returns what a view
  // returns. If it returns an empty std::optional, the client gets the host's plain page.

  // Answers errors with that HTTP status code.
  //
  //   app.error(404, [] { return carboy::Response("There is no such page.", 404); });
  template <class F>
  Hook error(int code, F handler);
  // Answers errors that have the id of E, or are derived from it, whichever extension throws them.
  template <class E, class F>
  requires requires { static_cast<const ErrorId&>(E::id); }
  Hook error(F handler) {
    return registered(blueprint_->error_id(E::id.name, error_callback(std::move(handler))));
  }

  // ---- the same for all requests of the app, registered by a group (Flask's before_app_request)

  template <class F>
  Hook app_url_value_preprocessor(F hook) {
    return app_level().url_value_preprocessor(std::move(hook));
  }
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

  // Returns a group inside this one. Names and prefixes of nested groups add up: "api.v2", /api/v2.
  carboy::Blueprint<Prefix> blueprint(std::string_view name, detail::FixedPrefix prefix) const;

 private:
  template <class F>
  Route add(std::initializer_list<Text> methods, const Rule<F, Prefix>& rule, F f);
  template <class F>
  Route add(std::initializer_list<Text> methods, const Rule<F, Prefix>& rule,
            const Rule<F, Prefix>& other, F f);
  template <class F>
  static abi::ErrorCallback error_callback(F handler) {
    return detail::checked_callback<detail::ErrorHandler>(std::move(handler));
  }
  Hook registered(abi::Hook* made) const;
  carboy::Blueprint<> app_level() const { return carboy::Blueprint<>(blueprint_->app()); }

  abi::Blueprint* blueprint_;
};

}  // namespace carboy

#include <carboy/detail/blueprint.ipp>
