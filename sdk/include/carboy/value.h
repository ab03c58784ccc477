// Structured values that cross the boundary without being copied: the numbers, texts, containers
// and types of an extension, read in place by templates and slots.
//
// Thread rule: a Value borrows the object it was made of. It is to be used while that object exists
// and does not change, by any thread that may read the object.
#pragma once

#include <carboy/abi/value.h>

#include <array>
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
//     for (const auto& [key, value] : entry["tags"]) carboy::log::info("{}", value.text());
//   });
class Value {
 public:
  using Kind = ValueKind;

  Value(abi::Value value, abi::Arena* arena) : value_(value), arena_(arena) {}

  // Returns what the value is.
  Kind kind() const { return value_.table ? value_.table->kind(value_.object) : Kind::undefined; }
  bool is_undefined() const { return kind() == Kind::undefined; }
  // Returns the value as an integer. A boolean is 0 or 1; a date is in days since 1970-01-01, a time
  // in microseconds since midnight, and a datetime in microseconds since 1970-01-01T00:00:00Z.
  int64_t i64() const { return value_.table ? value_.table->i64(value_.object) : 0; }
  // Returns an integer that is not negative, also one above the largest int64_t (kind u64).
  std::uint64_t u64() const { return static_cast<std::uint64_t>(i64()); }
  // Returns the value as a floating-point number.
  double f64() const { return value_.table ? value_.table->f64(value_.object) : 0; }
  // Returns the value as text; bytes and JSON as they are. Numbers, booleans, dates, times and UUIDs
  // are printed.
  std::string_view text() const;

  // Returns the number of a list's elements, or of a map's keys.
  std::size_t size() const { return value_.table ? value_.table->count(value_.object) : 0; }
  // Returns a list's element, or the value of a map's key number `index`. For some containers this
  // takes `index` steps; iterate instead if you want all of them.
  Value operator[](std::size_t index) const;
  // Returns a map's key number `index`, in the order of the map.
  std::string_view key(std::size_t index) const;
  // Returns the value of a map's key, or undefined.
  Value operator[](std::string_view name) const;

  // Iterates over a list or a map, in constant time a step. Each step gives a key and a value; the
  // key is empty in a list. Other kinds have nothing to iterate over.
  //
  //   for (const auto& [key, item] : value) ...
  struct Item;
  class Iterator;
  struct End {};
  Iterator begin() const;
  End end() const { return {}; }

  abi::Value abi() const { return value_; }
  abi::Arena* arena() const { return arena_; }

 private:
  abi::Value value_;
  abi::Arena* arena_;
};

// One step of an iteration.
struct Value::Item {
  std::string_view key;
  Value value;
};

class Value::Iterator {
 public:
  explicit Iterator(Value of) : of_(of), item_{{}, Value({}, of.arena_)} { ++*this; }
  const Item& operator*() const { return item_; }
  Iterator& operator++();
  bool operator==(End) const { return is_at_end_; }

 private:
  Value of_;
  std::uint64_t cursor_ = 0;
  Item item_;
  bool is_at_end_ = false;
};

// How values of type T are read. It is there for bool, integers, enumerations, floating-point
// numbers, texts, carboy::Markup, std::optional and smart pointers, all containers of such types,
// maps with text keys, containers of std::byte (as bytes), structs with a model (<carboy/model.h>),
// std::chrono's times and dates, carboy::Uuid and carboy::Decimal (<carboy/value_types.h>), and
// nlohmann::json (<carboy/json.h>). Specialise it for a struct of your own by naming the members
// that can be read:
//
//   template <>
//   struct carboy::ValueTraits<shop::Book> : carboy::Described<&shop::Book::title, &shop::Book::price> {};
//
// For a type that is no struct, derive from NoValue and write the functions that the type has:
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
// that an accessor computes must live in the arena. The functions next, resolve, fields and cell of
// abi::ValueTable are optional; without them, readers use those below.
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

// A struct as a map from the names of its members to their values, in this order: the base of its
// ValueTraits. Each member's type must have ValueTraits. A template reads a row of such structs with
// one call.
template <auto... Members>
struct Described;

// Returns `object` as a value that an emitter can pass on. It borrows the object, which must exist
// until the emitter has returned:
//
//   changed(carboy::value_of(entry));
template <class T>
abi::Value value_of(const T& object);

// A field of a row, as Columns reads it: a value whose kind and content came in one call. The
// accessors are those of Value.
class Cell {
 public:
  Cell() = default;
  Cell(abi::Cell cell, abi::Arena* arena) : cell_(cell), arena_(arena) {}

  ValueKind kind() const { return cell_.kind; }
  bool is_undefined() const { return cell_.kind == ValueKind::undefined; }
  int64_t i64() const;
  std::uint64_t u64() const { return static_cast<std::uint64_t>(i64()); }
  double f64() const;
  std::string_view text() const;
  // Returns the list, map or callable of a field of the kind `value`; undefined for other kinds.
  Value value() const;

 private:
  abi::Cell cell_;
  abi::Arena* arena_ = nullptr;
};

// Reads the same fields of many rows: described structs give them in one call a row, and for every
// other map it looks each field up. Make one for each loop. Do not keep it longer than the call that
// the rows were passed to.
//
//   carboy::Columns columns("title", "price");
//   for (const auto& [key, book] : books) {
//     const auto [title, price] = columns.of(book);
//     total += price.f64();
//   }
template <std::size_t N>
class Columns {
 public:
  // Takes the names of the fields, which must exist as long as this object.
  template <class... Names>
  explicit Columns(const Names&... names) : names_{std::string_view(names)...} {}
  // Returns the fields of the row, in the order of the names. A field that it does not have is
  // undefined.
  std::array<Cell, N> of(const Value& row);

 private:
  void resolve(const abi::Value& row);

  Text names_[N];
  std::int32_t ids_[N]{};
  const abi::ValueTable* table_ = nullptr;
  bool has_fields_ = false;
};
template <class... Names>
Columns(const Names&...) -> Columns<sizeof...(Names)>;

}  // namespace carboy

#include <carboy/detail/value.ipp>
