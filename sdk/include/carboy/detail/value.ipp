// Bodies of <carboy/value.h>, and how the types of the language and the standard library are read.
#pragma once

#include <carboy/detail/printed.h>
#include <carboy/value.h>

#include <concepts>
#include <new>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace carboy {

namespace detail {
template <class Traits>
inline constexpr abi::ValueTable value_table{
    sizeof(abi::ValueTable), &Traits::kind, &Traits::i64, &Traits::f64, &Traits::text,
    &Traits::count,          &Traits::at,   &Traits::key, &Traits::get, &Traits::call};

// Moves an object into the arena, which destroys it in the end.
template <class T>
const T* keep_object(abi::Arena* arena, T object) {
  void* memory = arena->allocate(sizeof(T), alignof(T));
  T* kept = ::new (memory) T(std::move(object));
  if constexpr (!std::is_trivially_destructible_v<T>) {
    arena->at_end(kept, [](void* dead) noexcept { static_cast<T*>(dead)->~T(); });
  }
  return kept;
}
inline Text keep(abi::Arena* arena, std::string text) {
  return *detail::keep_object(arena, std::move(text));
}

// Memory for what accessors compute. The destructor frees it.
class LocalArena final : public abi::Arena {
 public:
  LocalArena() = default;
  LocalArena(const LocalArena&) = delete;
  LocalArena& operator=(const LocalArena&) = delete;
  ~LocalArena() {
    while (last_ != nullptr) {
      Block* const dead = last_;
      last_ = dead->before;
      if (dead->drop != nullptr) dead->drop(dead->object);
      ::operator delete(dead);
    }
  }
  void* allocate(size_t size, size_t alignment) noexcept override {
    char* const begin = reinterpret_cast<char*>(add(size + alignment) + 1);
    const size_t over = reinterpret_cast<uintptr_t>(begin) % alignment;
    return over == 0 ? begin : begin + (alignment - over);
  }
  void at_end(void* object, void (*drop)(void*) noexcept) noexcept override {
    Block* const block = add(0);
    block->object = object;
    block->drop = drop;
  }

 private:
  struct Block {
    Block* before;
    void* object;
    void (*drop)(void*) noexcept;
  };
  Block* add(size_t size) noexcept {
    last_ = ::new (::operator new(sizeof(Block) + size)) Block{last_, nullptr, nullptr};
    return last_;
  }
  Block* last_ = nullptr;
};

template <class T>
concept HasValueTraits = requires {
  &ValueTraits<T>::kind;
};
}  // namespace detail

template <class T>
abi::Value value_of(const T& object) {
  static_assert(detail::HasValueTraits<T>,
                "value_cannot_be_read: there is no carboy::ValueTraits for its type; include "
                "<carboy/json.h> for nlohmann::json, and specialise it for a type of your own");
  if constexpr (detail::HasValueTraits<T>) {
    return {__builtin_addressof(object), &detail::value_table<ValueTraits<T>>};
  } else {
    return {};
  }
}

template <class T>
requires std::integral<T>
struct ValueTraits<T> : NoValue {
  static T get_number(const void* object) { return *static_cast<const T*>(object); }
  static ValueKind kind(const void*) noexcept {
    return std::same_as<T, bool> ? ValueKind::boolean : ValueKind::i64;
  }
  static int64_t i64(const void* object) noexcept {
    return static_cast<int64_t>(get_number(object));
  }
  static double f64(const void* object) noexcept { return static_cast<double>(get_number(object)); }
  static Text text(const void* object, abi::Arena* arena) noexcept {
    if constexpr (std::same_as<T, bool>) return get_number(object) ? Text("true") : Text("false");
    return detail::keep(arena, detail::printed(get_number(object)));
  }
};

template <class T>
requires std::floating_point<T>
struct ValueTraits<T> : NoValue {
  static ValueKind kind(const void*) noexcept { return ValueKind::f64; }
  static int64_t i64(const void* object) noexcept {
    return static_cast<int64_t>(*static_cast<const T*>(object));
  }
  static double f64(const void* object) noexcept { return *static_cast<const T*>(object); }
  static Text text(const void* object, abi::Arena* arena) noexcept {
    return detail::keep(arena, detail::printed(*static_cast<const T*>(object)));
  }
};

template <class T>
requires(std::same_as<T, std::string> || std::same_as<T, std::string_view>) struct ValueTraits<T>
    : NoValue {
  static ValueKind kind(const void*) noexcept { return ValueKind::text; }
  static Text text(const void* object, abi::Arena*) noexcept {
    return *static_cast<const T*>(object);
  }
};

template <std::size_t N>
struct ValueTraits<char[N]> : NoValue {
  static ValueKind kind(const void*) noexcept { return ValueKind::text; }
  static Text text(const void* object, abi::Arena*) noexcept {
    return static_cast<const char*>(object);
  }
};

template <class T>
struct ValueTraits<std::optional<T>> : NoValue {
  static const std::optional<T>& value(const void* object) {
    return *static_cast<const std::optional<T>*>(object);
  }
  using Inner = ValueTraits<T>;
  static const void* inside(const void* object) { return __builtin_addressof(*value(object)); }
  static ValueKind kind(const void* object) noexcept {
    return value(object) ? Inner::kind(inside(object)) : ValueKind::null;
  }
  static int64_t i64(const void* object) noexcept {
    return value(object) ? Inner::i64(inside(object)) : 0;
  }
  static double f64(const void* object) noexcept {
    return value(object) ? Inner::f64(inside(object)) : 0;
  }
  static Text text(const void* object, abi::Arena* arena) noexcept {
    return value(object) ? Inner::text(inside(object), arena) : Text("", 0);
  }
  static size_t count(const void* object) noexcept {
    return value(object) ? Inner::count(inside(object)) : 0;
  }
  static abi::Value at(const void* object, size_t index, abi::Arena* arena) noexcept {
    return value(object) ? Inner::at(inside(object), index, arena) : abi::Value();
  }
  static abi::Value get(const void* object, Text name, abi::Arena* arena) noexcept {
    return value(object) ? Inner::get(inside(object), name, arena) : abi::Value();
  }
};

namespace detail {
template <class T>
concept MapLike = requires(const T& map) {
  typename T::mapped_type;
  map.find(typename T::key_type());
  std::string_view(map.begin()->first);
};
template <class T>
concept ListLike =
    !MapLike<T> && !std::convertible_to<T, std::string_view> && requires(const T& list) {
  list.begin();
  list.size();
  typename T::value_type;
  // nlohmann::json looks like a list of itself; <carboy/json.h> has its traits.
  requires !requires { typename T::json_pointer; };
};
template <class Iterator>
void advance(Iterator& it, size_t steps) {
  if constexpr (requires { it += static_cast<std::ptrdiff_t>(steps); }) {
    it += static_cast<std::ptrdiff_t>(steps);
  } else {
    for (; steps > 0; --steps) ++it;
  }
}
}  // namespace detail

// Vectors, arrays, sets, spans and the like.
template <detail::ListLike T>
struct ValueTraits<T> : NoValue {
  static const T& list(const void* object) { return *static_cast<const T*>(object); }
  static ValueKind kind(const void*) noexcept { return ValueKind::list; }
  static size_t count(const void* object) noexcept { return list(object).size(); }
  static abi::Value at(const void* object, size_t index, abi::Arena* arena) noexcept {
    if (index >= count(object)) return {};
    auto element = list(object).begin();
    detail::advance(element, index);
    if constexpr (std::is_reference_v<decltype(*element)>) {
      return carboy::value_of(*element);
    } else {  // std::vector<bool> makes its elements on access
      using Element = typename T::value_type;
      return carboy::value_of(*detail::keep_object<Element>(arena, *element));
    }
  }
};

// Maps with text keys.
template <detail::MapLike T>
struct ValueTraits<T> : NoValue {
  static const T& map(const void* object) { return *static_cast<const T*>(object); }
  static ValueKind kind(const void*) noexcept { return ValueKind::map; }
  static size_t count(const void* object) noexcept { return map(object).size(); }
  static abi::Value at(const void* object, size_t index, abi::Arena*) noexcept {
    if (index >= count(object)) return {};
    auto entry = map(object).begin();
    detail::advance(entry, index);
    return carboy::value_of(entry->second);
  }
  static Text key(const void* object, size_t index, abi::Arena*) noexcept {
    if (index >= count(object)) return {};
    auto entry = map(object).begin();
    detail::advance(entry, index);
    return std::string_view(entry->first);
  }
  static abi::Value get(const void* object, Text name, abi::Arena*) noexcept {
    const auto entry = map(object).find(typename T::key_type(std::string_view(name)));
    return entry == map(object).end() ? abi::Value() : carboy::value_of(entry->second);
  }
};

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

}  // namespace carboy
