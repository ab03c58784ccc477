// Structured values that cross the boundary without being copied: the numbers, texts, containers
// and types of an extension, read in place by templates and slots.
//
// Thread rule: a Value borrows the object it was made of. It is to be used while that object exists
// and does not change, by any thread that may read the object.
#pragma once

#include <carboy/abi/value.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace carboy {

// A value of unknown type, read through the accessors of its type. Every accessor may be called for
// every kind, and returns zero, an empty text or undefined if the kind has no such thing. Texts
// live as long as the value's Arena, which is the call that the value was passed to.
//
//   app.on(entry_changed, [](carboy::Value entry) {
//     carboy::log::info("{} has {} tags", entry["name"].text(), entry["tags"].size());
//   });
class Value {
 public:
  using Kind = ValueKind;

  Value(abi::Value value, abi::Arena* arena) : value_(value), arena_(arena) {}

  // Returns what the value is.
  Kind kind() const { return value_.table ? value_.table->kind(value_.object) : Kind::undefined; }
  bool is_undefined() const { return kind() == Kind::undefined; }
  // Returns the value as an integer. A boolean is 0 or 1; a datetime is in microseconds since
  // 1970-01-01T00:00:00Z.
  int64_t i64() const { return value_.table ? value_.table->i64(value_.object) : 0; }
  // Returns the value as a floating-point number.
  double f64() const { return value_.table ? value_.table->f64(value_.object) : 0; }
  // Returns the value as text. Numbers and booleans are printed.
  std::string_view text() const;

  // Returns the number of a list's elements, or of a map's keys.
  std::size_t size() const { return value_.table ? value_.table->count(value_.object) : 0; }
  // Returns a list's element, or the value of a map's key number `index`.
  Value operator[](std::size_t index) const;
  // Returns a map's key number `index`, in the order of the map.
  std::string_view key(std::size_t index) const;
  // Returns the value of a map's key, or undefined.
  Value operator[](std::string_view name) const;

  abi::Value abi() const { return value_; }

 private:
  abi::Value value_;
  abi::Arena* arena_;
};

// How values of type T are read. It is there for bool, integers, floating-point numbers, texts,
// std::optional, all containers of such types, maps with text keys, and nlohmann::json (include
// <carboy/json.h>). Specialise it for a type of your own. Derive from NoValue and write the
// functions that the type has:
//
//   template <>
//   struct carboy::ValueTraits<shop::Money> : carboy::NoValue {
//     static carboy::ValueKind kind(const void*) noexcept { return carboy::ValueKind::i64; }
//     static int64_t i64(const void* money) noexcept {
//       return static_cast<const shop::Money*>(money)->cents;
//     }
//   };
template <class T>
struct ValueTraits;

// Accessors that return zero, an empty text or undefined: the base of every ValueTraits. A text
// that an accessor computes must live in the arena.
struct NoValue {
  static int64_t i64(const void*) noexcept { return 0; }
  static double f64(const void*) noexcept { return 0; }
  static Text text(const void*, abi::Arena*) noexcept { return {"", 0}; }
  static size_t count(const void*) noexcept { return 0; }
  static abi::Value at(const void*, size_t, abi::Arena*) noexcept { return {}; }
  static Text key(const void*, size_t, abi::Arena*) noexcept { return {}; }
  static abi::Value get(const void*, Text, abi::Arena*) noexcept { return {}; }
  static Status call(const void*, const abi::Value*, size_t, const abi::NamedValue*, size_t,
                     abi::Arena*, abi::Value*) noexcept {
    return Status::not_found;
  }
};

// Returns `object` as a value that an emitter can pass on. It borrows the object, which must exist
// until the emitter has returned:
//
//   changed(carboy::value_of(entry));
template <class T>
abi::Value value_of(const T& object);

}  // namespace carboy

#include <carboy/detail/value.ipp>
