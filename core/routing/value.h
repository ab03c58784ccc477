// A value that goes into a URL or comes out of one: what a rule's defaults, a redirect to the
// canonical URL and url_for know about types. Values compare and print as Python's do, so that the
// same default means the same thing: 1 equals 1.0 and true, "1" does not.
//
// Thread rule: a value type; not thread-safe while it is changed.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace carboy::core::routing {

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
  // Whether Python's `if value` would hold.
  bool is_true() const noexcept;

  // The contents. REQUIRES: the kind that each names.
  bool boolean() const { return std::get<bool>(data_); }
  double real() const { return std::get<double>(data_); }
  const std::string& text() const { return std::get<std::string>(data_); }
  const std::vector<Value>& list() const { return std::get<std::vector<Value>>(data_); }
  // The canonical digits of an integer.
  const std::string& digits() const { return std::get<Integer>(data_).digits; }

  // Python's str(value): "True", "1.0", "None"; a list as "[a, b]".
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
