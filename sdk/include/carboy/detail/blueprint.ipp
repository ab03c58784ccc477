// Bodies of <carboy/blueprint.h>.
#pragma once

#include <carboy/blueprint.h>
#include <carboy/detail/rule_of_methods.h>
#include <carboy/detail/view.h>
#include <carboy/error.h>
#include <carboy/value.h>

#include <utility>

namespace carboy {

namespace detail {

inline Route with_defaults(Route route, const RuleDefaults& defaults) {
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

}  // namespace detail

template <detail::FixedText Prefix>
template <class F>
Route Blueprint<Prefix>::add(std::initializer_list<Text> methods, const Rule<F, Prefix>& rule,
                             F f) {
  abi::Route* const made =
      blueprint_->route(methods.begin(), methods.size(), rule.text,
                        detail::checked_callback<detail::ViewFunction>(std::move(f)));
  return detail::with_defaults(Route(detail::checked(made)), rule.defaults);
}

template <detail::FixedText Prefix>
template <class F>
Route Blueprint<Prefix>::add(std::initializer_list<Text> methods, const Rule<F, Prefix>& rule,
                             const Rule<F, Prefix>& other, F f) {
  Route route = add(methods, rule, std::move(f));
  detail::with_defaults(Route(detail::checked(route.abi()->also(other.text))), other.defaults);
  return route;
}

template <detail::FixedText Prefix>
template <class T>
Route Blueprint<Prefix>::view(detail::MethodsRule<std::type_identity_t<T>, Prefix> rule, T object) {
  // Checked here already, since the compiler's message is then short enough to be read.
  [[maybe_unused]] constexpr bool fits = detail::check_methods<T>();
  Text methods[8];
  std::size_t count = 0;
  detail::for_each_method<T>([&](std::string_view method, auto) { methods[count++] = method; });
  abi::Route* const made = blueprint_->route(
      methods, count, rule.text, detail::checked_callback<detail::MethodView>(std::move(object)));
  return detail::with_defaults(Route(detail::checked(made)), rule.defaults);
}

template <detail::FixedText Prefix>
Route Blueprint<Prefix>::build_only(detail::BareRule<Prefix> rule) {
  return Route(detail::checked(blueprint_->rule(rule.text)));
}

template <detail::FixedText Prefix>
Route Blueprint<Prefix>::redirect(detail::BareRule<Prefix> rule, std::string_view target) {
  Route made = build_only(rule);
  carboy::check(made.abi()->set_text(abi::RuleText::redirect_to, target));
  return made;
}

template <detail::FixedText Prefix>
template <class F>
void Blueprint<Prefix>::fallback(F f) {
  [[maybe_unused]] const Rule<F, Prefix> checked = "/";
  carboy::check(blueprint_->fallback(detail::checked_callback<detail::ViewFunction>(std::move(f))));
}

template <detail::FixedText Prefix>
Blueprint<Prefix>& Blueprint<Prefix>::host(std::string_view text) {
  carboy::check(blueprint_->set_text(abi::RuleText::host, text));
  return *this;
}

template <detail::FixedText Prefix>
Blueprint<Prefix>& Blueprint<Prefix>::subdomain(std::string_view text) {
  carboy::check(blueprint_->set_text(abi::RuleText::subdomain, text));
  return *this;
}

template <detail::FixedText Prefix>
template <class F>
Hook Blueprint<Prefix>::url_value_preprocessor(F hook) {
  return registered(
      blueprint_->hook(abi::HookKind::url_value_preprocessor,
                       detail::checked_callback<detail::UrlValuePreprocessor>(std::move(hook))));
}

template <detail::FixedText Prefix>
template <class F>
Hook Blueprint<Prefix>::before_request(F hook) {
  return registered(
      blueprint_->hook(abi::HookKind::before_request,
                       detail::checked_callback<detail::BeforeRequestHook>(std::move(hook))));
}

template <detail::FixedText Prefix>
template <class F>
Hook Blueprint<Prefix>::after_request(F hook) {
  return registered(
      blueprint_->hook(abi::HookKind::after_request,
                       detail::checked_callback<detail::AfterRequestHook>(std::move(hook))));
}

template <detail::FixedText Prefix>
template <class F>
Hook Blueprint<Prefix>::teardown_request(F hook) {
  return registered(
      blueprint_->teardown(detail::checked_callback<detail::TeardownRequestHook>(std::move(hook))));
}

template <detail::FixedText Prefix>
template <class F>
void Blueprint<Prefix>::url_defaults(F f) {
  carboy::check(
      blueprint_->url_defaults(detail::checked_callback<detail::UrlDefaults>(std::move(f))));
}

template <detail::FixedText Prefix>
template <class F>
Hook Blueprint<Prefix>::error(int code, F handler) {
  return registered(blueprint_->error_code(code, error_callback(std::move(handler))));
}

template <detail::FixedText Prefix>
carboy::Blueprint<Prefix> Blueprint<Prefix>::blueprint(std::string_view name,
                                                       detail::FixedPrefix prefix) const {
  return carboy::Blueprint<Prefix>(detail::checked(blueprint_->blueprint(name, prefix.text)));
}

template <detail::FixedText Prefix>
Hook Blueprint<Prefix>::registered(abi::Hook* made) const {
  return Hook(detail::checked(made));
}

}  // namespace carboy
