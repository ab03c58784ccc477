// How the types of the language and the standard library are read as values.
#pragma once

#include <carboy/detail/printed.h>
#include <carboy/markup.h>
#include <carboy/detail/value.ipp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace carboy {

template <class T>
requires std::integral<T>
struct ValueTraits<T> : NoValue {
  static T number(const void* object) { return *static_cast<const T*>(object); }
  static ValueKind kind(const void* object) noexcept {
    if constexpr (std::same_as<T, bool>) return ValueKind::boolean;
    if constexpr (std::same_as<T, char>) return ValueKind::text;
    return std::cmp_greater(+number(object), INT64_MAX) ? ValueKind::u64 : ValueKind::i64;
  }
  static int64_t i64(const void* object) noexcept { return static_cast<int64_t>(number(object)); }
  static double f64(const void* object) noexcept { return static_cast<double>(number(object)); }
  static Text text(const void* object, abi::Arena* arena) noexcept {
    if constexpr (std::same_as<T, bool>) return number(object) ? Text("true") : Text("false");
    if constexpr (std::same_as<T, char>) return {static_cast<const char*>(object), 1};
    return detail::keep_number(arena, +number(object));
  }
  static void cell(const void* object, abi::Arena* arena, abi::Cell* cell) noexcept {
    if constexpr (std::same_as<T, char>) {
      return detail::set_chars(*cell, ValueKind::text, text(object, arena));
    }
    detail::set_number(*cell, kind(object), i64(object));
  }
};

template <class T>
requires std::floating_point<T>
struct ValueTraits<T> : NoValue {
  static T number(const void* object) { return *static_cast<const T*>(object); }
  static ValueKind kind(const void*) noexcept { return ValueKind::f64; }
  static int64_t i64(const void* object) noexcept { return detail::whole(f64(object)); }
  static double f64(const void* object) noexcept { return static_cast<double>(number(object)); }
  static Text text(const void* object, abi::Arena* arena) noexcept {
    return detail::keep_number(arena, number(object));
  }
  static void cell(const void* object, abi::Arena*, abi::Cell* cell) noexcept {
    cell->kind = ValueKind::f64;
    cell->f64 = f64(object);
  }
};

// An enumeration is the text that text_of() gives it, or else its number.
template <class T>
requires std::is_enum_v<T>
struct ValueTraits<T> : NoValue {
  static T constant(const void* object) { return *static_cast<const T*>(object); }
  static ValueKind kind(const void* object) noexcept {
    if constexpr (detail::HasTextOf<T>) return ValueKind::text;
    return std::cmp_greater(+number(object), INT64_MAX) ? ValueKind::u64 : ValueKind::i64;
  }
  static auto number(const void* object) {
    return static_cast<std::underlying_type_t<T>>(constant(object));
  }
  static int64_t i64(const void* object) noexcept { return static_cast<int64_t>(constant(object)); }
  static double f64(const void* object) noexcept { return static_cast<double>(constant(object)); }
  static Text text(const void* object, abi::Arena* arena) noexcept {
    if constexpr (detail::HasTextOf<T>) {
      return detail::keep(arena, std::string_view(text_of(constant(object))));
    } else {
      return detail::keep_number(arena, +number(object));
    }
  }
};

// Texts, whatever owns them.
template <class T>
requires(std::same_as<T, std::string> || std::same_as<T, std::string_view> ||
         std::same_as<T, Markup>) struct ValueTraits<T> : NoValue {
  static constexpr ValueKind kKind = std::same_as<T, Markup> ? ValueKind::markup : ValueKind::text;
  static ValueKind kind(const void*) noexcept { return kKind; }
  static Text text(const void* object, abi::Arena*) noexcept {
    return std::string_view(*static_cast<const T*>(object));
  }
  static void cell(const void* object, abi::Arena* arena, abi::Cell* cell) noexcept {
    const Text whole = text(object, arena);
    if (whole.size > UINT32_MAX) {
      return detail::set_value(*cell, {object, &detail::value_table<ValueTraits<T>>}, arena);
    }
    detail::set_chars(*cell, kKind, whole);
  }
};

template <std::size_t N>
struct ValueTraits<char[N]> : NoValue {
  static ValueKind kind(const void*) noexcept { return ValueKind::text; }
  static Text text(const void* object, abi::Arena*) noexcept {
    return static_cast<const char*>(object);
  }
};

// A pointer to a terminated text; a null pointer is null.
template <class T>
requires(std::same_as<T, const char*> || std::same_as<T, char*>) struct ValueTraits<T> : NoValue {
  static const char* pointer(const void* object) { return *static_cast<const T*>(object); }
  static ValueKind kind(const void* object) noexcept {
    return pointer(object) != nullptr ? ValueKind::text : ValueKind::null;
  }
  static Text text(const void* object, abi::Arena*) noexcept {
    return pointer(object) != nullptr ? Text(pointer(object)) : Text("", 0);
  }
};

namespace detail {
template <class T>
struct Pointee {};
template <class T>
struct Pointee<std::optional<T>> {
  using Type = T;
};
// std::unique_ptr and std::shared_ptr, without <memory>.
template <class T>
requires requires(const T& pointer) {
  requires std::same_as<decltype(*pointer), typename T::element_type&>;
  { pointer.get() } -> std::same_as<typename T::element_type*>;
}
struct Pointee<T> {
  using Type = std::remove_const_t<typename T::element_type>;
};
template <class T>
concept Nullable = requires {
  typename Pointee<T>::Type;
};
}  // namespace detail

// What may be missing is null, or the value itself.
template <detail::Nullable T>
struct ValueTraits<T> : NoValue {
  using Inside = typename detail::Pointee<T>::Type;
  static const void* inside(const void* object) {
    const T& holder = *static_cast<const T*>(object);
    return holder ? __builtin_addressof(*holder) : nullptr;
  }
  static abi::Value value(const void* object) {
    static constexpr bool can_be_read = detail::HasValueTraits<Inside>;
    static_assert(can_be_read,
                  "value_cannot_be_read: there is no carboy::ValueTraits for its type");
    const void* const found = inside(object);
    return found != nullptr ? carboy::value_of(*static_cast<const Inside*>(found)) : abi::Value();
  }
  static ValueKind kind(const void* object) noexcept {
    const abi::Value found = value(object);
    return found.table != nullptr ? found.table->kind(found.object) : ValueKind::null;
  }
  static int64_t i64(const void* object) noexcept {
    const abi::Value found = value(object);
    return found.table != nullptr ? found.table->i64(found.object) : 0;
  }
  static double f64(const void* object) noexcept {
    const abi::Value found = value(object);
    return found.table != nullptr ? found.table->f64(found.object) : 0;
  }
  static Text text(const void* object, abi::Arena* arena) noexcept {
    const abi::Value found = value(object);
    return found.table != nullptr ? found.table->text(found.object, arena) : Text("", 0);
  }
  static size_t count(const void* object) noexcept {
    const abi::Value found = value(object);
    return found.table != nullptr ? found.table->count(found.object) : 0;
  }
  static abi::Value at(const void* object, size_t index, abi::Arena* arena) noexcept {
    const abi::Value found = value(object);
    return found.table != nullptr ? found.table->at(found.object, index, arena) : abi::Value();
  }
  static Text key(const void* object, size_t index, abi::Arena* arena) noexcept {
    const abi::Value found = value(object);
    return found.table != nullptr ? found.table->key(found.object, index, arena) : Text();
  }
  static abi::Value get(const void* object, Text name, abi::Arena* arena) noexcept {
    const abi::Value found = value(object);
    return found.table != nullptr ? found.table->get(found.object, name, arena) : abi::Value();
  }
  static bool next(const void* object, std::uint64_t* cursor, abi::Arena* arena, Text* key,
                   abi::Value* element) noexcept {
    return detail::step(value(object), cursor, arena, key, element);
  }
  // Reads nothing of the object, which may be missing.
  static std::int32_t resolve(const void*, Text name) noexcept {
    constexpr auto inner = detail::resolve_of<ValueTraits<Inside>>();
    return inner != nullptr ? inner(nullptr, name) : -1;
  }
  static void fields(const void* object, const std::int32_t* ids, size_t count, abi::Arena* arena,
                     abi::Cell* cells) noexcept {
    constexpr auto inner = detail::fields_of<ValueTraits<Inside>>();
    const void* const found = inside(object);
    for (size_t i = 0; i < count; ++i) cells[i] = {};
    if (inner != nullptr && found != nullptr) inner(found, ids, count, arena, cells);
  }
  static void cell(const void* object, abi::Arena* arena, abi::Cell* cell) noexcept {
    const abi::Value found = value(object);
    cell->kind = ValueKind::null;
    if (found.table != nullptr) detail::fill_cell(found, arena, cell);
  }
};

}  // namespace carboy

#include <carboy/detail/container_traits.h>
