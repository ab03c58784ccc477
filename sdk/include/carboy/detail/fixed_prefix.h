// The prefix of a blueprint that has no parameters.
#pragma once

#include <carboy/detail/literal.h>
#include <carboy/detail/rule.h>
#include <carboy/rule.h>

#include <cstddef>
#include <string_view>

namespace carboy::detail {

// The prefix of a blueprint. It is empty or begins with a slash, and has no parameters: a prefix
// with parameters is a template argument, since the views take them.
struct FixedPrefix {
  std::string_view text;

  template <std::size_t N>
  consteval FixedPrefix(const char (&literal)[N]) : text(literal) {
    check();
  }
  template <ConstantText T, class Otherwise = rule_is_not_a_literal__write_carboy_RuntimeRule>
  consteval FixedPrefix(const T& constant, Otherwise = {}) : text(constant) {
    check();
  }
  template <RuntimeText T>
  FixedPrefix(const T&) {
    static_assert(!RuntimeText<T>,
                  "rule_is_not_a_literal__write_carboy_RuntimeRule: a prefix that is made while "
                  "running is given as carboy::RuntimeRule{text}");
  }
  FixedPrefix(const RuntimeRule& rule) : text(rule.text) {
    using enum RuleMistake;
    if (begins_wrong()) detail::refuse_rule(text, no_slash);
    if (has_parameters()) detail::refuse_rule(text, parameters_in_prefix);
  }

 private:
  constexpr bool begins_wrong() const { return !text.empty() && !text.starts_with('/'); }
  constexpr bool has_parameters() const { return text.find('<') != std::string_view::npos; }
  consteval void check() const {
    if (begins_wrong()) detail::rule_must_begin_with_a_slash();
    if (has_parameters()) {
      detail::prefix_has_parameters__write_them_as_the_template_argument_of_blueprint();
    }
  }
};

}  // namespace carboy::detail
