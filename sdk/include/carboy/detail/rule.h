// Checks the rule of a view against the view's parameters, and names what is wrong.
#pragma once

#include <carboy/detail/literal.h>
#include <carboy/detail/result.h>
#include <carboy/detail/rule_check.h>
#include <carboy/detail/signature.h>
#include <carboy/error.h>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace carboy {

struct Uuid;
template <class T>
struct FromRule;

namespace detail {

// These are only declared: a call during compilation stops the compiler, which prints the name.
template <class ViewParameter>
void rule_parameter_type_does_not_match__converter_int_gives_an_integer();
template <class ViewParameter>
void rule_parameter_type_does_not_match__converter_float_gives_a_double();
template <class ViewParameter>
// NOLINTNEXTLINE(readability-identifier-naming): the type is called that
void rule_parameter_type_does_not_match__converter_uuid_gives_carboy_Uuid_or_text();
template <class ViewParameter>
void rule_parameter_type_does_not_match__converters_string_path_and_any_give_text();
template <class ViewParameter>
void rule_has_unknown_converter();
template <class ViewParameter>
void view_takes_parameter_no_rule_gives();
void rule_has_more_parameters_than_view();
void rule_has_fewer_parameters_than_view();
void rule_has_unclosed_parameter();
void rule_names_a_parameter_twice();
void rule_must_begin_with_a_slash();
void rule_parameter_without_a_name();
void rule_parameter_name_is_not_letters_digits_and_underscores();
void prefix_has_parameters__write_them_as_the_template_argument_of_blueprint();
// The compiler prints this name if a rule is neither a literal nor known while compiling.
struct rule_is_not_a_literal__write_carboy_RuntimeRule {};

template <class T>
concept TextParameter = std::same_as<T, std::string> || std::same_as<T, std::string_view>;
template <class T>
concept OwnParameter = requires {
  { FromRule<T>::from(std::string_view()) } -> std::convertible_to<std::optional<T>>;
};
template <class T>
concept IntegerParameter = std::integral<T> && !std::same_as<T, bool>;
template <class T>
concept RuleParameter = TextParameter<T> || IntegerParameter<T> || std::floating_point<T> ||
    std::same_as<T, Uuid> || OwnParameter<T>;

// Whether a rule can give what a view takes as T, which is by value or by const reference.
template <class T>
inline constexpr bool is_given_by_rules = RuleParameter<std::remove_cvref_t<T>> &&
                                          (!std::is_lvalue_reference_v<T> ||
                                           std::is_const_v<std::remove_reference_t<T>>);

template <class T>
constexpr ParameterType type_of_parameter() {
  using Plain = std::remove_cvref_t<T>;
  ParameterType type;
  type.is_given = is_given_by_rules<T>;
  type.is_text = TextParameter<Plain>;
  type.is_integer = IntegerParameter<Plain>;
  type.is_double = std::floating_point<Plain>;
  type.is_uuid = std::same_as<Plain, Uuid>;
  type.is_own = OwnParameter<Plain>;
  return type;
}

template <class Types>
struct RuleCheck;
template <class... Types>
struct RuleCheck<std::tuple<Types...>> {
  static constexpr bool types_fit = (is_given_by_rules<Types> && ...);

  static constexpr RuleVerdict judge(std::string_view prefix, std::string_view rule,
                                     const RuleDefaults& defaults = {}) {
    // The empty last element is there because an array has at least one.
    constexpr ParameterType types[] = {detail::type_of_parameter<Types>()..., {}};
    return detail::judge_rule(prefix, rule, types, sizeof...(Types), defaults);
  }
  static constexpr void complain(RuleVerdict verdict) {
    std::size_t number = 0;
    ((number++ == verdict.parameter ? RuleCheck::template complain_of<Types>(verdict.mistake)
                                    : void()),
     ...);
  }

 private:
  template <class T>
  static constexpr void complain_of(RuleMistake mistake) {
    using enum RuleMistake;
    if (mistake == type_not_given) {
      detail::view_takes_parameter_no_rule_gives<T>();
    } else if (mistake == no_integer) {
      detail::rule_parameter_type_does_not_match__converter_int_gives_an_integer<T>();
    } else if (mistake == no_double) {
      detail::rule_parameter_type_does_not_match__converter_float_gives_a_double<T>();
    } else if (mistake == no_uuid) {
      detail::rule_parameter_type_does_not_match__converter_uuid_gives_carboy_Uuid_or_text<T>();
    } else if (mistake == no_text) {
      detail::rule_parameter_type_does_not_match__converters_string_path_and_any_give_text<T>();
    } else if (mistake == unknown_converter) {
      detail::rule_has_unknown_converter<T>();
    }
  }
};

// For a view that cannot be called, the compiler reports that and nothing else.
struct NoCheck {
  static constexpr bool types_fit = true;
  static constexpr RuleVerdict judge(std::string_view, std::string_view, const RuleDefaults& = {}) {
    return {};
  }
  static constexpr void complain(RuleVerdict) {}
};
template <class F>
struct CheckOfView {
  using Type = NoCheck;
};
template <Callable F>
struct CheckOfView<F> {
  using Type = RuleCheck<typename ParametersOf<F>::Types>;
};
template <class F>
using CheckOf = typename CheckOfView<F>::Type;

template <class F>
inline constexpr bool is_callable = Callable<F>;
template <class F>
inline constexpr bool returns_response = true;
template <Callable F>
inline constexpr bool returns_response<F> = ViewResult<typename Signature<F>::Result>;
// Whether a view can be called with what a rule gives, and whether its result can be sent. If not,
// the constructor of Rule has stopped the compiler.
template <class F>
concept ViewFits = Callable<F> && returns_response<F> && CheckOf<F>::types_fit;

constexpr void complain(RuleMistake mistake) {
  using enum RuleMistake;
  if (mistake == no_slash) detail::rule_must_begin_with_a_slash();
  if (mistake == unclosed_parameter) detail::rule_has_unclosed_parameter();
  if (mistake == parameter_without_name) detail::rule_parameter_without_a_name();
  if (mistake == wrong_name) detail::rule_parameter_name_is_not_letters_digits_and_underscores();
  if (mistake == name_twice) detail::rule_names_a_parameter_twice();
  if (mistake == more_parameters) detail::rule_has_more_parameters_than_view();
  if (mistake == fewer_parameters) detail::rule_has_fewer_parameters_than_view();
}

// Throws the same mistake for a rule that is known at run time only.
inline void refuse_rule(std::string_view rule, RuleMistake mistake) {
  using enum RuleMistake;
  std::string_view why = "a parameter's type in the view is not what its converter gives";
  if (mistake == no_slash) why = "it must begin with a slash";
  if (mistake == unclosed_parameter) why = "a parameter in it has no \">\"";
  if (mistake == parameter_without_name) why = "a parameter in it has no name";
  if (mistake == wrong_name) why = "a parameter's name is letters, digits and underscores";
  if (mistake == name_twice) why = "two of its parameters have one name";
  if (mistake == more_parameters) why = "it has more parameters than the view";
  if (mistake == fewer_parameters) why = "it has fewer parameters than the view";
  if (mistake == unknown_converter) why = "there is no such converter";
  if (mistake == parameters_in_prefix)
    why = "a prefix that is made while running has no parameters";
  throw Error(Error::id, 500, "The rule \"" + std::string(rule) + "\": " + std::string(why) + ".");
}

}  // namespace detail
}  // namespace carboy
