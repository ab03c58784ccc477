// Rules of routes, and the types that their parameters can have.
//
// A rule is checked while the extension is compiled. A wrong one stops the compiler at the line of
// the rule, with a name that says what is wrong, such as
//   rule_parameter_type_does_not_match__converter_int_gives_an_integer
//
//   app.get("/books/<int:id>", [](int id) { return "Book " + std::to_string(id); });
//
// A parameter is written <name> or <converter:name> or <converter(arguments):name>, with the
// converters of Werkzeug: string (the default), int, float, path, any and uuid. A view takes the
// parameters in the order of the rule, by value or by const reference: text as std::string or
// std::string_view, int as any integer type, float as double or float, uuid as carboy::Uuid or
// text, and every converter as a type with a FromRule. An integer that is too large for the view's
// type is answered with 404.
//
// Thread rule: plain values.
#pragma once

#include <carboy/detail/rule.h>
#include <carboy/rule_default.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace carboy {

// A rule that is known at run time only. A mistake in it throws when the route is registered, so
// that the app does not start.
//
//   app.get(carboy::RuntimeRule{"/" + secret + "/<int:id>"}, view);
struct RuntimeRule {
  std::string text;
};

// The value of a `uuid` parameter (RFC 9562): 16 bytes in network order.
struct Uuid {
  std::array<unsigned char, 16> bytes{};
  friend bool operator==(const Uuid&, const Uuid&) = default;
};

// Specialise it so that views can take a type of your own. from() receives the percent-decoded text
// of the parameter; if it returns no value, the client gets 404.
//
//   template <>
//   struct carboy::FromRule<Money> {
//     static std::optional<Money> from(std::string_view text);
//   };
template <class T>
struct FromRule;

// The rule of a view F below a prefix. Authors do not name this type: it is made from a string
// literal or another constant, from a RuntimeRule, or from a literal with default values, and its
// constructors make the check.
template <class F, detail::FixedText Prefix = "">
struct Rule {
  static_assert(detail::is_callable<F>,
                "view_is_not_callable: a view is a function or a lambda whose parameter types are "
                "written out (no auto), with one operator()");
  static_assert(detail::returns_response<F>,
                "view_returns_no_response: a view returns text, nlohmann::json (include "
                "<carboy/json.h>) or carboy::Response; for other values write carboy::json(x), for "
                "a bare status carboy::status(204)");
  std::string_view text;
  detail::RuleDefaults defaults;

  template <std::size_t N>
  consteval Rule(const char (&literal)[N]) : text(literal) {
    check();
  }
  // {"/books/", {"page", 1}}: see RuleDefault. A rule has up to four.
  template <std::size_t N>
  consteval Rule(const char (&literal)[N], RuleDefault first, RuleDefault second = {},
                 RuleDefault third = {}, RuleDefault fourth = {})
      : text(literal), defaults(first, second, third, fourth) {
    check();
  }
  template <detail::ConstantText T,
            class Otherwise = detail::rule_is_not_a_literal__write_carboy_RuntimeRule>
  consteval Rule(const T& constant, Otherwise = {}) : text(constant) {
    check();
  }
  template <detail::RuntimeText T>
  Rule(const T&) {
    static_assert(!detail::RuntimeText<T>,
                  "rule_is_not_a_literal__write_carboy_RuntimeRule: a rule that is made while "
                  "running is given as carboy::RuntimeRule{text}");
  }
  Rule(const RuntimeRule& rule) : text(rule.text) {
    static_assert(Check::types_fit,
                  "view_takes_parameter_no_rule_gives: a rule gives text, integers, floating-point "
                  "numbers, carboy::Uuid and types with a carboy::FromRule, by value or const "
                  "reference; a carboy::Request comes first");
    const detail::RuleVerdict verdict = Check::judge(Prefix.view(), text);
    if (verdict.mistake != detail::RuleMistake::none) detail::refuse_rule(text, verdict.mistake);
  }

 private:
  using Check = detail::CheckOf<F>;

  consteval void check() const {
    const detail::RuleVerdict verdict = Check::judge(Prefix.view(), text, defaults);
    detail::complain(verdict.mistake);
    Check::complain(verdict);
  }
};

}  // namespace carboy
