// Texts that are known while compiling.
#pragma once

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace carboy::detail {

// A constant other than a literal: constexpr std::string_view kRule = "/";
template <class T>
concept ConstantText = std::is_trivially_copyable_v<T> && !std::is_array_v<T> &&
                       std::convertible_to<const T&, std::string_view>;
// A text that is made at run time.
template <class T>
concept RuntimeText = std::convertible_to<const T&, std::string_view> && !ConstantText<T>;

// A text as a template argument.
template <std::size_t N>
struct FixedText {
  char characters[N]{};
  consteval FixedText(const char (&text)[N]) {
    for (std::size_t i = 0; i < N; ++i) characters[i] = text[i];
  }
  constexpr std::string_view view() const { return {characters, N - 1}; }
};

}  // namespace carboy::detail
