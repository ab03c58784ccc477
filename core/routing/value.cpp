#include "core/routing/value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <limits>

#include "core/base/utf8.h"
#include "core/http/header_text.h"

namespace carboy::core::routing {
namespace {

// The zeros of the scripts that have decimal digits; nine more digits follow each (Unicode 14,
// category Nd).
constexpr char32_t kZeros[] = {
    0x0030,  0x0660,  0x06F0,  0x07C0,  0x0966,  0x09E6,  0x0A66,  0x0AE6,  0x0B66,  0x0BE6,
    0x0C66,  0x0CE6,  0x0D66,  0x0DE6,  0x0E50,  0x0ED0,  0x0F20,  0x1040,  0x1090,  0x17E0,
    0x1810,  0x1946,  0x19D0,  0x1A80,  0x1A90,  0x1B50,  0x1BB0,  0x1C40,  0x1C50,  0xA620,
    0xA8D0,  0xA900,  0xA9D0,  0xA9F0,  0xAA50,  0xABF0,  0xFF10,  0x104A0, 0x10D30, 0x11066,
    0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0,
    0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2,
    0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0};

struct Signed {
  bool negative;
  std::string_view digits;  // without leading zeros; empty for zero
};

Signed split_sign(std::string_view text) noexcept {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  return {negative && !text.empty(), text};
}

std::string_view without_blanks(std::string_view text) noexcept {
  constexpr std::string_view kBlanks = " \t\n\r\f\v";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

bool is_ascii_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// Returns `text` with ASCII digits, without blanks around and without each `_` between two digits.
// Returns nothing if a `_` is anywhere else.
std::optional<std::string> plain_number(std::string_view text) {
  const std::string ascii = with_ascii_digits(without_blanks(text));
  std::string plain;
  for (std::size_t i = 0; i < ascii.size(); ++i) {
    if (ascii[i] != '_') {
      plain += ascii[i];
    } else if (i == 0 || i + 1 == ascii.size() || !is_ascii_digit(ascii[i - 1]) ||
               !is_ascii_digit(ascii[i + 1])) {
      return std::nullopt;
    }
  }
  return plain;
}

}  // namespace

Digit foreign_digit_at(std::string_view text, std::size_t at) noexcept {
  const base::CodePoint found = base::code_point_at(text, at);
  const auto* above = std::upper_bound(std::begin(kZeros), std::end(kZeros), found.value);
  const char32_t offset = found.value - *std::prev(above);
  return offset < 10 ? Digit{static_cast<int>(offset), found.size} : Digit{0, 0};
}

std::string with_ascii_digits(std::string_view text) {
  std::string ascii;
  ascii.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Digit digit = digit_at(text, at);
    ascii += digit.size == 0 ? text[at] : static_cast<char>('0' + digit.value);
    at += std::max<std::size_t>(digit.size, 1);
  }
  return ascii;
}

std::string canonical_integer(std::string_view text) {
  const Signed number = split_sign(text);
  if (number.digits.empty()) return "0";
  return (number.negative ? "-" : "") + std::string(number.digits);
}

int compare_integers(std::string_view a, std::string_view b) noexcept {
  const Signed left = split_sign(a), right = split_sign(b);
  if (left.negative != right.negative) return left.negative ? -1 : 1;
  const int larger = left.negative ? -1 : 1;
  if (left.digits.size() != right.digits.size()) {
    return left.digits.size() > right.digits.size() ? larger : -larger;
  }
  return left.digits.compare(right.digits) * larger;
}

std::optional<std::string> parse_integer(std::string_view text) {
  const std::optional<std::string> plain = plain_number(text);
  if (!plain) return std::nullopt;
  std::string_view digits = *plain;
  const bool has_sign = !digits.empty() && (digits.front() == '-' || digits.front() == '+');
  const bool negative = has_sign && digits.front() == '-';
  if (has_sign) digits.remove_prefix(1);
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_ascii_digit)) {
    return std::nullopt;
  }
  return canonical_integer((negative ? "-" : "") + std::string(digits));
}

std::optional<double> parse_real(std::string_view text) {
  const std::optional<std::string> plain = plain_number(text);
  if (!plain) return std::nullopt;
  std::string_view number = *plain;
  const bool has_plus = !number.empty() && number.front() == '+';
  if (has_plus) number.remove_prefix(1);
  if (number.empty() || (has_plus && number.front() == '-')) return std::nullopt;
  if (http::lowered(number).starts_with("nan(")) return std::nullopt;
  double real = 0;
  const char* end = number.data() + number.size();
  const auto [stop, error] = std::from_chars(number.data(), end, real);
  if (error == std::errc::invalid_argument || stop != end) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    real = std::strtod(std::string(number).c_str(), nullptr);
  }
  return real;
}

double real_of_digits(std::string_view text) noexcept {
  double real = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), real);
  if (result.ec != std::errc::result_out_of_range) return real;
  const Signed number = split_sign(text);
  const bool is_small = number.digits.front() == '.';
  const double size = is_small ? 0 : std::numeric_limits<double>::infinity();
  return number.negative ? -size : size;
}

std::string integer_part(double number) {
  char text[512];  // the largest double has 309 digits
  const int size = std::snprintf(text, sizeof(text), "%.0f", std::trunc(number));
  return canonical_integer(std::string_view(text, static_cast<std::size_t>(size)));
}

std::string real_text(double number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number < 0 ? "-inf" : "inf";
  const double size = std::fabs(number);
  const bool scientific = size != 0 && (size < 1e-4 || size >= 1e16);
  char text[64];
  const auto format = scientific ? std::chars_format::scientific : std::chars_format::fixed;
  const auto written = std::to_chars(std::begin(text), std::end(text), number, format);
  std::string result(text, written.ptr);
  if (!scientific && result.find('.') == std::string::npos) result += ".0";
  return result;
}

Value Value::integer(std::string_view digits) {
  Value value;
  value.data_ = Integer{canonical_integer(digits)};
  return value;
}

bool Value::is_true() const noexcept {
  switch (kind()) {
    case Kind::null:
      return false;
    case Kind::boolean:
      return std::get<bool>(data_);
    case Kind::integer:
      return std::get<Integer>(data_).digits != "0";
    case Kind::real:
      return std::get<double>(data_) != 0;
    case Kind::text:
      return !std::get<std::string>(data_).empty();
    case Kind::list:
      return !std::get<std::vector<Value>>(data_).empty();
  }
  return false;
}

bool Value::is_number() const noexcept {
  return kind() == Kind::boolean || kind() == Kind::integer || kind() == Kind::real;
}

double Value::as_real() const {
  if (kind() == Kind::boolean) return boolean() ? 1 : 0;
  if (kind() == Kind::real) return real();
  return std::strtod(digits().c_str(), nullptr);
}

std::string Value::str() const {
  switch (kind()) {
    case Kind::null:
      return "None";
    case Kind::boolean:
      return boolean() ? "True" : "False";
    case Kind::integer:
      return digits();
    case Kind::real:
      return real_text(real());
    case Kind::text:
      return text();
    case Kind::list:
      break;
  }
  std::string joined = "[";
  for (const Value& item : list()) joined += (joined.size() > 1 ? ", " : "") + item.str();
  return joined + "]";
}

bool operator==(const Value& a, const Value& b) {
  if (!a.is_number() || !b.is_number()) return a.data_ == b.data_;
  const bool both_integers = a.kind() == Value::Kind::integer && b.kind() == Value::Kind::integer;
  return both_integers ? a.digits() == b.digits() : a.as_real() == b.as_real();
}

}  // namespace carboy::core::routing
