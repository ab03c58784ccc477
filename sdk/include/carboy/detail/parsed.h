// Reads values from the text of a query, a form or a cookie.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace carboy::detail {

// Returns the whole text as a number. A sign is allowed, blanks are not. Returns nothing if the
// text is not a number, or the number is out of the type's range.
template <class Number>
std::optional<Number> number_from(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

constexpr std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\f\v";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// Reads what browsers and people write for yes and no.
constexpr std::optional<bool> bool_from(std::string_view text) {
  for (const std::string_view yes : {"1", "true", "on", "yes", "True"}) {
    if (text == yes) return true;
  }
  for (const std::string_view no : {"0", "false", "off", "no", "False", ""}) {
    if (text == no) return false;
  }
  return std::nullopt;
}

// Returns the text as a T, which is text, a number or a bool, or nothing if the text is not a T.
template <class T>
std::optional<T> value_from(std::string_view text) {
  constexpr bool is_known = std::is_arithmetic_v<T> || std::constructible_from<T, std::string_view>;
  static_assert(is_known,
                "value_of_a_request_has_an_unknown_type: ask for text, a number or a bool");
  if constexpr (std::same_as<T, bool>) {
    return detail::bool_from(detail::without_blanks(text));
  } else if constexpr (std::is_arithmetic_v<T>) {
    return detail::number_from<T>(detail::without_blanks(text));
  } else {
    return T(text);
  }
}

}  // namespace carboy::detail
