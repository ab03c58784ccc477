// Rules of routes, checked while the extension is compiled. A wrong one stops the compiler with a
// name that says what is wrong, at the line of the rule.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace carboy {

class Request;

// A rule that is only known while running; what is wrong with it is an error at start.
struct runtime_rule {
  std::string text;
};

// The value of a `uuid` parameter (RFC 9562), in network order.
struct Uuid {
  std::array<unsigned char, 16> bytes{};
  friend bool operator==(const Uuid&, const Uuid&) = default;
};

// Specialise it to take a type of your own as a parameter:
//   template <> struct carboy::FromRule<Money> { static std::optional<Money> from(std::string_view); };
// No value means that the rule does not match: 404.
template <class T>
struct FromRule;

namespace detail {

// ---- the errors: declared only, so that calling one while compiling prints its name -------------
template <class ViewParameter>
void rule_parameter_type_does_not_match__converter_int_gives_an_integer();
template <class ViewParameter>
void rule_parameter_type_does_not_match__converter_float_gives_a_double();
template <class ViewParameter>
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
void prefix_has_parameters__write_them_as_the_template_argument_of_blueprint();

// ---- a view's parameters ------------------------------------------------------------------------
template <class F>
struct Signature : Signature<decltype(&F::operator())> {};
template <class R, class... A>
struct Signature<R (*)(A...)> {
  using Result = R;
  using Arguments = std::tuple<A...>;
};
template <class R, class... A>
struct Signature<R(A...)> : Signature<R (*)(A...)> {};
template <class R, class... A>
struct Signature<R (*)(A...) noexcept> : Signature<R (*)(A...)> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...) const> : Signature<R (*)(A...)> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...)> : Signature<R (*)(A...)> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...) const noexcept> : Signature<R (*)(A...)> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...) noexcept> : Signature<R (*)(A...)> {};

template <class T>
inline constexpr bool is_request = std::is_same_v<std::remove_cvref_t<T>, Request>;

// The parameters behind a leading Request.
template <class Tuple>
struct RuleParameters {
  using Types = std::tuple<>;
  static constexpr bool takes_request = false;
};
template <class First, class... Others>
struct RuleParameters<std::tuple<First, Others...>> {
  static constexpr bool takes_request = is_request<First>;
  using Types = std::conditional_t<
      takes_request, std::tuple<std::remove_cvref_t<Others>...>,
      std::tuple<std::remove_cvref_t<First>, std::remove_cvref_t<Others>...>>;
};

template <class F>
concept Callable = requires { typename Signature<std::decay_t<F>>::Arguments; };
template <class F>
using ParametersOf = RuleParameters<typename Signature<std::decay_t<F>>::Arguments>;

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

// ---- the check ----------------------------------------------------------------------------------
// Whether one edit (letters exchanged, missing, too many, wrong) makes `word` of `known`.
constexpr bool nearly(std::string_view word, std::string_view known) {
  if (word == known || word.size() < 2) return false;
  std::size_t front = 0;
  while (front < word.size() && front < known.size() && word[front] == known[front]) ++front;
  const std::string_view a = word.substr(front), b = known.substr(front);
  if (!a.empty() && !b.empty() && a.substr(1) == b.substr(1)) return true;
  if (!a.empty() && a.substr(1) == b) return true;
  if (!b.empty() && b.substr(1) == a) return true;
  return a.size() >= 2 && b.size() >= 2 && a[0] == b[1] && a[1] == b[0] && a.substr(2) == b.substr(2);
}

constexpr bool is_slip_of_a_converter(std::string_view word) {
  for (const std::string_view known : {"int", "float", "string", "path", "uuid", "any"}) {
    if (detail::nearly(word, known)) return true;
  }
  return false;
}

template <class T>
constexpr void check_parameter(std::string_view converter) {
  if constexpr (!RuleParameter<T>) {
    detail::view_takes_parameter_no_rule_gives<T>();
  } else if (converter == "int") {
    if (!IntegerParameter<T> && !OwnParameter<T>) {
      detail::rule_parameter_type_does_not_match__converter_int_gives_an_integer<T>();
    }
  } else if (converter == "float") {
    if (!std::floating_point<T> && !OwnParameter<T>) {
      detail::rule_parameter_type_does_not_match__converter_float_gives_a_double<T>();
    }
  } else if (converter == "uuid") {
    if (!std::same_as<T, Uuid> && !TextParameter<T> && !OwnParameter<T>) {
      detail::rule_parameter_type_does_not_match__converter_uuid_gives_carboy_Uuid_or_text<T>();
    }
  } else if (converter.empty() || converter == "string" || converter == "path" ||
             converter == "any") {
    if (!TextParameter<T> && !OwnParameter<T>) {
      detail::rule_parameter_type_does_not_match__converters_string_path_and_any_give_text<T>();
    }
  } else if (!(TextParameter<T> || OwnParameter<T>) || detail::is_slip_of_a_converter(converter)) {
    // Converters that extensions add give text; whether there is one is looked up at start.
    detail::rule_has_unknown_converter<T>();
  }
}

struct RulePart {
  std::string_view converter;
  std::string_view name;
};

// The end of the parameter that begins at `begin`, skipping what stands in (...) and in quotes.
constexpr std::size_t end_of_parameter(std::string_view rule, std::size_t begin) {
  int depth = 0;
  char quote = 0;
  for (std::size_t i = begin; i < rule.size(); ++i) {
    const char c = rule[i];
    if (quote != 0) {
      if (c == '\\') ++i;
      if (c == quote) quote = 0;
    } else if (depth > 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      --depth;
    } else if (c == '>' && depth <= 0) {
      return i;
    } else if (c == '<' || (c == '/' && depth <= 0)) {
      detail::rule_has_unclosed_parameter();
    }
  }
  detail::rule_has_unclosed_parameter();
  return rule.size();
}

constexpr RulePart part_of(std::string_view inside) {
  std::size_t colon = std::string_view::npos;
  int depth = 0;
  for (std::size_t i = 0; i < inside.size() && colon == std::string_view::npos; ++i) {
    if (inside[i] == '(') ++depth;
    if (inside[i] == ')') --depth;
    if (inside[i] == ':' && depth == 0) colon = i;
  }
  RulePart part;
  part.name = colon == std::string_view::npos ? inside : inside.substr(colon + 1);
  part.converter = colon == std::string_view::npos ? std::string_view() : inside.substr(0, colon);
  part.converter = part.converter.substr(0, part.converter.find('('));
  if (part.name.empty()) detail::rule_parameter_without_a_name();
  return part;
}

// Calls found(part) for each <...>.
template <class Found>
constexpr void each_parameter(std::string_view rule, Found& found) {
  for (std::size_t i = 0; i < rule.size(); ++i) {
    if (rule[i] != '<') continue;
    const std::size_t end = detail::end_of_parameter(rule, i + 1);
    found(detail::part_of(rule.substr(i + 1, end - i - 1)));
    i = end;
  }
}

template <class Types>
struct RuleCheck {
  static constexpr std::size_t kMost = 32;
  std::size_t count = 0;
  std::string_view names[kMost];

  constexpr void operator()(RulePart part) {
    for (std::size_t i = 0; i < count; ++i) {
      if (names[i] == part.name) detail::rule_names_a_parameter_twice();
    }
    if (count >= std::tuple_size_v<Types> || count >= kMost) {
      detail::rule_has_more_parameters_than_view();
    }
    check_nth(part.converter, std::make_index_sequence<std::tuple_size_v<Types>>());
    names[count++] = part.name;
  }
  template <std::size_t... I>
  constexpr void check_nth([[maybe_unused]] std::string_view converter, std::index_sequence<I...>) {
    ((I == count ? detail::check_parameter<std::tuple_element_t<I, Types>>(converter) : void()), ...);
  }
};

template <class Types, std::size_t... I>
constexpr void check_types(std::index_sequence<I...>) {
  ((RuleParameter<std::tuple_element_t<I, Types>>
        ? void()
        : detail::view_takes_parameter_no_rule_gives<std::tuple_element_t<I, Types>>()),
   ...);
}

template <class Types>
constexpr void check_rule(std::string_view prefix, std::string_view rule) {
  detail::check_types<Types>(std::make_index_sequence<std::tuple_size_v<Types>>());
  RuleCheck<Types> check;
  detail::each_parameter(prefix, check);
  detail::each_parameter(rule, check);
  if (check.count < std::tuple_size_v<Types>) detail::rule_has_fewer_parameters_than_view();
}

template <std::size_t N>
struct FixedText {
  char characters[N]{};
  consteval FixedText(const char (&text)[N]) {
    for (std::size_t i = 0; i < N; ++i) characters[i] = text[i];
  }
  constexpr std::string_view view() const { return {characters, N - 1}; }
};

template <class F>
struct TypesOf {
  using Type = std::tuple<>;
};
template <Callable F>
struct TypesOf<F> {
  using Type = typename ParametersOf<F>::Types;
};

}  // namespace detail

// A literal rule for view F, below a literal prefix; made from a string literal only.
template <class F, detail::FixedText Prefix = "">
struct Rule {
  std::string_view text;

  template <class Literal>
    requires std::convertible_to<const Literal&, std::string_view>
  consteval Rule(const Literal& literal) : text(literal) {
    const bool may_be_empty = !Prefix.view().empty();
    if (!text.starts_with('/') && !(text.empty() && may_be_empty)) {
      detail::rule_must_begin_with_a_slash();
    }
    if constexpr (detail::Callable<F>) {
      detail::check_rule<typename detail::TypesOf<F>::Type>(Prefix.view(), text);
    }
  }
  Rule(const runtime_rule& rule) : text(rule.text) {}
};

// The prefix of a blueprint; one with parameters is a template argument, since views take them.
struct FixedPrefix {
  std::string_view text;

  template <class Literal>
    requires std::convertible_to<const Literal&, std::string_view>
  consteval FixedPrefix(const Literal& literal) : text(literal) {
    if (!text.empty() && !text.starts_with('/')) detail::rule_must_begin_with_a_slash();
    if (text.find('<') != std::string_view::npos) {
      detail::prefix_has_parameters__write_them_as_the_template_argument_of_blueprint();
    }
  }
};

}  // namespace carboy
