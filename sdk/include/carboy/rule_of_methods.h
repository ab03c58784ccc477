// Rules that do not belong to one function: those of a struct with several methods, and those without
// a view.
//
// Thread rule: plain values.
#pragma once

#include <carboy/detail/rule_of_methods.h>
#include <carboy/rule.h>

#include <cstddef>
#include <string_view>

namespace carboy {

// The rule of a struct T with a member function for each method (Flask's MethodView), below a prefix.
// It is checked against the parameters of each of them. Authors do not name this type; they write a
// string literal, with default values if the members take them: see Blueprint::view.
template <class T, detail::FixedText Prefix = "">
struct MethodsRule {
  std::string_view text;
  detail::RuleDefaults defaults;

  template <std::size_t N>
  consteval MethodsRule(const char (&literal)[N]) : text(literal) {
    check();
  }
  template <std::size_t N>
  consteval MethodsRule(const char (&literal)[N], RuleDefault first, RuleDefault second = {})
      : text(literal), defaults(first, second, {}, {}) {
    check();
  }

 private:
  consteval void check() const {
    detail::for_each_method<T>([this]<class Member>(std::string_view, Member) {
      using Check = detail::CheckOf<Member>;
      const detail::RuleVerdict verdict = Check::judge(Prefix.view(), text, defaults);
      detail::complain(verdict.mistake);
      Check::complain(verdict);
    });
  }
};

// A rule without a view, from a string literal or a runtime_rule: see Blueprint::build_only and
// Blueprint::redirect. Its parameters are not checked, since no function takes them.
template <detail::FixedText Prefix = "">
struct BareRule {
  std::string_view text;

  template <std::size_t N>
  consteval BareRule(const char (&literal)[N]) : text(literal) {
    detail::complain(detail::judge_text(Prefix.view(), text));
  }
  BareRule(const runtime_rule& rule) : text(rule.text) {
    const detail::RuleMistake mistake = detail::judge_text(Prefix.view(), text);
    if (mistake != detail::RuleMistake::none) detail::refuse_rule(text, mistake);
  }
};

}  // namespace carboy
