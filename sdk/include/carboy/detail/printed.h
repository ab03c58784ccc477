// Prints the arguments of messages, pieces of HTML and URLs.
#pragma once

#include <charconv>
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

namespace carboy::detail {

// An author gives a type its text by a function text_of(value) in the type's namespace.
template <class T>
concept HasTextOf = requires(const T& value) {
  std::string_view(text_of(value));
};
template <class T>
concept Printable =
    HasTextOf<T> || std::convertible_to<const T&, std::string_view> || std::is_arithmetic_v<T>;

// Returns the shortest text that reads back as the same number, in every locale.
template <class Number>
std::string printed_number(Number number) {
  char digits[64];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  return std::string(digits, end);
}

// Returns the text of a value: "true" or "false" for a bool, the character for a char.
template <class T>
std::string printed(const T& value) {
  constexpr bool has_text = Printable<T>;
  static_assert(has_text,
                "argument_has_no_text: give it text or a number, or write a function "
                "std::string text_of(const T&) beside its type");
  if constexpr (HasTextOf<T>) {
    return std::string(std::string_view(text_of(value)));
  } else if constexpr (std::convertible_to<const T&, std::string_view>) {
    const std::string_view text = value;
    return std::string(text);
  } else if constexpr (std::same_as<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::same_as<T, char>) {
    return std::string(1, value);
  } else if constexpr (std::is_unsigned_v<T>) {
    return detail::printed_number(static_cast<unsigned long long>(value));
  } else if constexpr (std::is_integral_v<T>) {
    return detail::printed_number(static_cast<long long>(value));
  } else if constexpr (std::is_floating_point_v<T>) {
    return detail::printed_number(value);
  } else {
    return {};
  }
}

}  // namespace carboy::detail
