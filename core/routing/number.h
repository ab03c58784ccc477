// Numbers as rules know them: any number of digits, and the decimal digits of every script, as
// Python's `\d`, int() and float() take them.
//
// Thread rule: plain functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace carboy::core::routing {

struct Digit {
  int value;
  std::size_t size;  // bytes; 0 when there is no digit
};

// The same as digit_at() for what is not ASCII.
Digit foreign_digit_at(std::string_view text, std::size_t at) noexcept;

// The decimal digit (Unicode's general category Nd) that begins at `at`.
// REQUIRES: at < text.size().
inline Digit digit_at(std::string_view text, std::size_t at) noexcept {
  const char c = text[at];
  if (c >= '0' && c <= '9') return {c - '0', 1};
  return static_cast<unsigned char>(c) < 0x80 ? Digit{0, 0} : foreign_digit_at(text, at);
}

// `text` with the digits of other scripts written as ASCII ones.
std::string with_ascii_digits(std::string_view text);

// `text` without leading zeros; "-0" is "0". REQUIRES: text is -?[0-9]+.
std::string canonical_integer(std::string_view text);

// Below, at or above zero as `a` is less than, equal to or greater than `b`, whatever their length.
// REQUIRES: both are -?[0-9]+.
int compare_integers(std::string_view a, std::string_view b) noexcept;

// What Python's int(text) takes: blanks around, a sign, `_` between digits; canonical.
std::optional<std::string> parse_integer(std::string_view text);

// What Python's float(text) takes; too large is infinite, too small is zero.
std::optional<double> parse_real(std::string_view text);

// The same without allocating. REQUIRES: text is -?[0-9]+\.[0-9]+.
double real_of_digits(std::string_view text) noexcept;

// The integer part of a finite number, in full: 1e21 is "1000000000000000000000".
std::string integer_part(double number);

// The shortest text that reads as `number` again, written as Python does: "1.0", "1e+21", "inf".
std::string real_text(double number);

}  // namespace carboy::core::routing
