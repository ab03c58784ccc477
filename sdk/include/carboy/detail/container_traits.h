// How containers are read as values: lists, maps with text keys, and bytes.
#pragma once

#include <carboy/detail/value.ipp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace carboy {

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
// Bytes that need not be characters: std::vector<std::byte>, std::span<const std::byte>, ...
template <class T>
concept ByteList = ListLike<T> &&
    std::same_as<std::remove_cv_t<typename T::value_type>, std::byte> && requires(const T& list) {
  { list.data() } -> std::convertible_to<const std::byte*>;
};

template <class Iterator>
void advance(Iterator& it, size_t steps) {
  if constexpr (requires { it += static_cast<std::ptrdiff_t>(steps); }) {
    it += static_cast<std::ptrdiff_t>(steps);
  } else {
    for (; steps > 0; --steps) ++it;
  }
}

// The cursor of abi::ValueTable::next over a container. It is the index where elements have one, and
// otherwise the iterator: as it is if it fits, or else an object in the arena.
template <class Container>
class Cursor {
 public:
  using Iterator = decltype(std::declval<const Container&>().begin());
  static constexpr bool has_index = requires(Iterator it) { it += std::ptrdiff_t(1); };
  static constexpr bool fits =
      sizeof(Iterator) == sizeof(std::uint64_t) && std::is_trivially_copyable_v<Iterator>;

  // Sets *out to the iterator of the next element, and steps on. Returns false at the end.
  static bool step(const Container& container, std::uint64_t& cursor, abi::Arena* arena,
                   Iterator* out) {
    if constexpr (has_index) {
      if (cursor >= static_cast<std::uint64_t>(container.size())) return false;
      *out = container.begin() + static_cast<std::ptrdiff_t>(cursor++);
      return true;
    } else if constexpr (fits) {
      if (cursor == kAtEnd) return false;
      Iterator next = cursor == 0 ? container.begin() : std::bit_cast<Iterator>(cursor);
      const bool found = step_to(container, next, out);
      // An iterator at the end may be a null pointer, which would mean the beginning.
      cursor = next == container.end() ? kAtEnd : std::bit_cast<std::uint64_t>(next);
      return found;
    } else {
      if (cursor == 0) {
        const Iterator* const kept = detail::keep_object(arena, Iterator(container.begin()));
        cursor = reinterpret_cast<std::uintptr_t>(kept);
      }
      return step_to(container, *reinterpret_cast<Iterator*>(cursor), out);
    }
  }

 private:
  static constexpr std::uint64_t kAtEnd = UINT64_MAX;

  static bool step_to(const Container& container, Iterator& next, Iterator* out) {
    if (next == container.end()) return false;
    *out = next++;
    return true;
  }
};

template <class Container, class Iterator>
abi::Value element_of(Iterator element, abi::Arena* arena) {
  if constexpr (std::is_reference_v<decltype(*element)>) {
    return carboy::value_of(*element);
  } else {  // std::vector<bool> makes its elements on access
    return carboy::value_of(*detail::keep_object<typename Container::value_type>(arena, *element));
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
    return detail::element_of<T>(element, arena);
  }
  static bool next(const void* object, std::uint64_t* cursor, abi::Arena* arena, Text* key,
                   abi::Value* element) noexcept {
    typename detail::Cursor<T>::Iterator it{};
    if (!detail::Cursor<T>::step(list(object), *cursor, arena, &it)) return false;
    *key = {};
    *element = detail::element_of<T>(it, arena);
    return true;
  }
};

template <detail::ByteList T>
struct ValueTraits<T> : NoValue {
  static ValueKind kind(const void*) noexcept { return ValueKind::bytes; }
  static Text text(const void* object, abi::Arena*) noexcept {
    const T& bytes = *static_cast<const T*>(object);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
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
  static bool next(const void* object, std::uint64_t* cursor, abi::Arena* arena, Text* key,
                   abi::Value* element) noexcept {
    typename detail::Cursor<T>::Iterator it{};
    if (!detail::Cursor<T>::step(map(object), *cursor, arena, &it)) return false;
    *key = std::string_view(it->first);
    *element = carboy::value_of(it->second);
    return true;
  }
};

}  // namespace carboy
