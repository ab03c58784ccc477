// Values that go into a URL or come out of one, and the numbers in them, read, compared and written
// as Python does: integers of any size, and the decimal digits of every script.
//
// Thread rule: Value is a value type, not thread-safe while it is changed; the rest are plain
// functions.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace carboy::core::routing {

struct Digit {
  int value;
  std::size_t size;  // bytes; 0 if there is no digit
};

// digit_at() for a code point outside ASCII.
Digit foreign_digit_at(std::string_view text, std::size_t at) noexcept;

// Returns the decimal digit (Unicode's general category Nd, as Python's `\d`) that begins at `at`.
// REQUIRES: at < text.size().
inline Digit digit_at(std::string_view text, std::size_t at) noexcept {
  const char c = text[at];
  if (c >= '0' && c <= '9') return {c - '0', 1};
  return static_cast<unsigned char>(c) < 0x80 ? Digit{0, 0} : foreign_digit_at(text, at);
}

// Returns `text` with the digits of other scripts written in ASCII.
std::string with_ascii_digits(std::string_view text);

// Returns `text` without leading zeros; "-0" becomes "0". REQUIRES: text is -?[0-9]+.
std::string canonical_integer(std::string_view text);

// Compares two integers of any length: the result is negative, zero or positive if `a` is less
// than, equal to or greater than `b`. REQUIRES: both are -?[0-9]+.
int compare_integers(std::string_view a, std::string_view b) noexcept;

// Parses what Python's int(text) takes: blanks around, a sign, `_` between digits. Returns the
// canonical digits.
std::optional<std::string> parse_integer(std::string_view text);

// Parses what Python's float(text) takes; a number too large is infinite, one too small is zero.
std::optional<double> parse_real(std::string_view text);

// parse_real() without allocating. REQUIRES: text is -?[0-9]+\.[0-9]+.
double real_of_digits(std::string_view text) noexcept;

// Returns the integer part of a finite number with all its digits: 1e21 is
// "1000000000000000000000".
std::string integer_part(double number);

// Returns the shortest text that reads as `number` again, as Python writes it: "1.0", "1e+21",
// "inf".
std::string real_text(double number);

// What a rule's defaults, a redirect to the canonical URL and url_for() know about types. Values
// compare and print as Python's do, so that a default means the same thing: 1 equals 1.0 and true,
// "1" does not.
class Value {
 public:
  enum class Kind { null, boolean, integer, real, text, list };

  Value() = default;  // null
  Value(bool boolean) : data_(boolean) {}
  template <class T>
  requires(std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>) Value(T integer)
      : data_(Integer{std::to_string(integer)}) {}
  Value(double real) : data_(real) {}
  Value(std::string text) : data_(std::move(text)) {}
  Value(std::string_view text) : data_(std::string(text)) {}
  Value(const char* text) : data_(std::string(text)) {}
  Value(std::vector<Value> list) : data_(std::move(list)) {}
  // An integer of any size. REQUIRES: digits is -?[0-9]+.
  static Value integer(std::string_view digits);

  Kind kind() const noexcept { return static_cast<Kind>(data_.index()); }
  bool is_null() const noexcept { return kind() == Kind::null; }
  // Returns whether Python's `if value` would hold.
  bool is_true() const noexcept;

  // The value itself. REQUIRES: kind() is the kind that the function names.
  bool boolean() const { return std::get<bool>(data_); }
  double real() const { return std::get<double>(data_); }
  const std::string& text() const { return std::get<std::string>(data_); }
  const std::vector<Value>& list() const { return std::get<std::vector<Value>>(data_); }
  // The canonical digits of an integer.
  const std::string& digits() const { return std::get<Integer>(data_).digits; }

  // Returns Python's str(value): "True", "1.0", "None"; a list is "[a, b]".
  std::string str() const;

  // Python's ==.
  friend bool operator==(const Value& a, const Value& b);

 private:
  struct Integer {
    std::string digits;
    friend bool operator==(const Integer&, const Integer&) = default;
  };
  bool is_number() const noexcept;
  double as_real() const;

  std::variant<std::monostate, bool, Integer, double, std::string, std::vector<Value>> data_;
};

struct NamedValue {
  std::string name;
  Value value;
};

}  // namespace carboy::core::routing
