// Bodies of <carboy/value.h>: tables of accessors, reading through them, iterating.
#pragma once

#include <carboy/detail/arena.h>
#include <carboy/detail/value_text.h>
#include <carboy/value.h>

#include <type_traits>

namespace carboy {

namespace detail {

// The accessors that ValueTraits may leave out are null, and readers use the others.
template <class Traits>
constexpr auto next_of() -> decltype(abi::ValueTable::next) {
  if constexpr (requires { &Traits::next; }) {
    return &Traits::next;
  } else {
    return nullptr;
  }
}
template <class Traits>
constexpr auto resolve_of() -> decltype(abi::ValueTable::resolve) {
  if constexpr (requires { &Traits::resolve; }) {
    return &Traits::resolve;
  } else {
    return nullptr;
  }
}
template <class Traits>
constexpr auto fields_of() -> decltype(abi::ValueTable::fields) {
  if constexpr (requires { &Traits::fields; }) {
    return &Traits::fields;
  } else {
    return nullptr;
  }
}
template <class Traits>
constexpr auto cell_of() -> decltype(abi::ValueTable::cell) {
  if constexpr (requires { &Traits::cell; }) {
    return &Traits::cell;
  } else {
    return nullptr;
  }
}

template <class Traits>
inline constexpr abi::ValueTable value_table{sizeof(abi::ValueTable),
                                             &Traits::kind,
                                             &Traits::i64,
                                             &Traits::f64,
                                             &Traits::text,
                                             &Traits::count,
                                             &Traits::at,
                                             &Traits::key,
                                             &Traits::get,
                                             &Traits::call,
                                             detail::next_of<Traits>(),
                                             detail::resolve_of<Traits>(),
                                             detail::fields_of<Traits>(),
                                             detail::cell_of<Traits>()};

template <class T>
concept HasValueTraits = requires {
  &ValueTraits<T>::kind;
};

inline void set_chars(abi::Cell& cell, ValueKind kind, Text text) {
  cell.kind = kind;
  cell.size = static_cast<std::uint32_t>(text.size);
  cell.chars = text.data;
}
inline void set_number(abi::Cell& cell, ValueKind kind, std::int64_t number) {
  cell.kind = kind;
  cell.i64 = number;
}
inline void set_value(abi::Cell& cell, abi::Value value, abi::Arena* arena) {
  cell.kind = ValueKind::value;
  cell.value = detail::keep_object(arena, value);
}

// The 16 bytes of a UUID that is printed with its hyphens, in the arena.
inline Text uuid_bytes(Text printed, abi::Arena* arena) {
  char bytes[16]{};
  std::size_t digits = 0;
  for (const char c : std::string_view(printed)) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0 || digits >= 32) continue;
    char& byte = bytes[digits++ / 2];
    byte = static_cast<char>(static_cast<unsigned char>(byte) << 4 | digit);
  }
  return detail::keep(arena, std::string_view(bytes, 16));
}

// For kinds that only the accessors of every table describe.
inline void fill_cell_by_kind(abi::Value value, ValueKind kind, abi::Arena* arena,
                              abi::Cell& cell) {
  const abi::ValueTable& table = *value.table;
  switch (kind) {
    case ValueKind::undefined:
    case ValueKind::null:
      cell.kind = kind;
      return;
    case ValueKind::f64:
      cell.kind = kind;
      cell.f64 = table.f64(value.object);
      return;
    case ValueKind::decimal:
    case ValueKind::text:
    case ValueKind::markup:
    case ValueKind::bytes:
    case ValueKind::json: {
      const Text text = table.text(value.object, arena);
      if (text.size > UINT32_MAX) return detail::set_value(cell, value, arena);
      return detail::set_chars(cell, kind, text);
    }
    case ValueKind::uuid:
      return detail::set_chars(cell, kind,
                               detail::uuid_bytes(table.text(value.object, arena), arena));
    case ValueKind::list:
    case ValueKind::map:
    case ValueKind::callable:
    case ValueKind::value:
      return detail::set_value(cell, value, arena);
    default:
      return detail::set_number(cell, kind, table.i64(value.object));
  }
}

inline void fill_cell(abi::Value value, abi::Arena* arena, abi::Cell* cell) {
  *cell = {};
  if (value.table == nullptr) return;
  if (value.table->has(&abi::ValueTable::cell)) {
    value.table->cell(value.object, arena, cell);
  } else {
    detail::fill_cell_by_kind(value, value.table->kind(value.object), arena, *cell);
  }
}

// As abi::ValueTable::next. The cursor of a table without it is an index.
inline bool step(abi::Value of, std::uint64_t* cursor, abi::Arena* arena, Text* key,
                 abi::Value* element) {
  const auto [object, table] = of;
  if (table == nullptr) return false;
  if (table->has(&abi::ValueTable::next)) {
    return table->next(object, cursor, arena, key, element);
  }
  if (*cursor >= table->count(object)) return false;
  *key = table->key(object, *cursor, arena);
  *element = table->at(object, *cursor, arena);
  ++*cursor;
  return true;
}

// As fill_cell(), for an object whose type is known while compiling.
template <class T>
void fill_cell_of(const T& object, abi::Arena* arena, abi::Cell* cell) {
  if constexpr (requires { &ValueTraits<T>::cell; }) {
    ValueTraits<T>::cell(__builtin_addressof(object), arena, cell);
  } else {
    detail::fill_cell(carboy::value_of(object), arena, cell);
  }
}

}  // namespace detail

template <class T>
abi::Value value_of(const T& object) {
  static_assert(detail::HasValueTraits<T>,
                "value_cannot_be_read: there is no carboy::ValueTraits for its type; include "
                "<carboy/json.h> for nlohmann::json, <carboy/value_types.h> for dates and times, "
                "and specialise it for a type of your own");
  if constexpr (detail::HasValueTraits<T>) {
    return {__builtin_addressof(object), &detail::value_table<ValueTraits<T>>};
  } else {
    return {};
  }
}

inline std::string_view Value::text() const {
  return value_.table ? std::string_view(value_.table->text(value_.object, arena_))
                      : std::string_view();
}

inline Value Value::operator[](std::size_t index) const {
  return {value_.table ? value_.table->at(value_.object, index, arena_) : abi::Value(), arena_};
}

inline std::string_view Value::key(std::size_t index) const {
  return value_.table ? std::string_view(value_.table->key(value_.object, index, arena_))
                      : std::string_view();
}

inline Value Value::operator[](std::string_view name) const {
  return {value_.table ? value_.table->get(value_.object, name, arena_) : abi::Value(), arena_};
}

inline Value::Iterator Value::begin() const { return Iterator(*this); }

inline Value::Iterator& Value::Iterator::operator++() {
  Text key;
  abi::Value element;
  is_at_end_ = !detail::step(of_.value_, &cursor_, of_.arena_, &key, &element);
  item_.key = key;
  item_.value = Value(element, of_.arena_);
  return *this;
}

inline std::int64_t Cell::i64() const {
  switch (cell_.kind) {
    case ValueKind::boolean:
    case ValueKind::i64:
    case ValueKind::u64:
    case ValueKind::date:
    case ValueKind::time:
    case ValueKind::datetime:
      return cell_.i64;
    case ValueKind::f64:
      return detail::whole(cell_.f64);
    default:
      return 0;
  }
}

inline double Cell::f64() const {
  if (cell_.kind == ValueKind::f64) return cell_.f64;
  return cell_.kind == ValueKind::u64 ? static_cast<double>(cell_.u64) : static_cast<double>(i64());
}

inline std::string_view Cell::text() const {
  switch (cell_.kind) {
    case ValueKind::boolean:
      return cell_.i64 != 0 ? "true" : "false";
    case ValueKind::i64:
      return detail::keep_number(arena_, cell_.i64);
    case ValueKind::u64:
      return detail::keep_number(arena_, cell_.u64);
    case ValueKind::f64:
      return detail::keep_number(arena_, cell_.f64);
    case ValueKind::date:
      return detail::keep_date(arena_, cell_.i64);
    case ValueKind::time:
      return detail::keep_time(arena_, cell_.i64);
    case ValueKind::datetime:
      return detail::keep_datetime(arena_, cell_.i64);
    case ValueKind::uuid:
      return detail::keep_uuid(arena_, cell_.text());
    case ValueKind::undefined:
    case ValueKind::null:
    case ValueKind::list:
    case ValueKind::map:
    case ValueKind::callable:
      return {};
    case ValueKind::value:
      return value().text();
    default:
      return cell_.text();
  }
}

inline Value Cell::value() const {
  return {cell_.kind == ValueKind::value ? *cell_.value : abi::Value(), arena_};
}

template <std::size_t N>
void Columns<N>::resolve(const abi::Value& row) {
  table_ = row.table;
  has_fields_ = table_ != nullptr && table_->has(&abi::ValueTable::resolve) &&
                table_->has(&abi::ValueTable::fields);
  for (std::size_t i = 0; i < N && has_fields_; ++i) {
    ids_[i] = table_->resolve(row.object, names_[i]);
  }
}

template <std::size_t N>
std::array<Cell, N> Columns<N>::of(const Value& row) {
  const abi::Value value = row.abi();
  if (value.table != table_) resolve(value);
  abi::Cell cells[N];
  if (has_fields_) {
    table_->fields(value.object, ids_, N, row.arena(), cells);
  } else if (table_ != nullptr) {
    for (std::size_t i = 0; i < N; ++i) {
      detail::fill_cell(table_->get(value.object, names_[i], row.arena()), row.arena(), &cells[i]);
    }
  }
  std::array<Cell, N> made;
  for (std::size_t i = 0; i < N; ++i) made[i] = Cell(cells[i], row.arena());
  return made;
}

}  // namespace carboy

#include <carboy/detail/described.h>
#include <carboy/detail/value_traits.h>
