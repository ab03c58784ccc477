// Structs as maps from the names of their members to their values.
#pragma once

#include <carboy/detail/member.h>
#include <carboy/detail/value.ipp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace carboy {

template <auto... Members>
struct Described : NoValue {
  static_assert(sizeof...(Members) > 0, "described_struct_has_no_members");

  static ValueKind kind(const void*) noexcept { return ValueKind::map; }
  static size_t count(const void*) noexcept { return kCount; }
  static Text key(const void*, size_t index, abi::Arena*) noexcept {
    return index < kCount ? Text(kNames[index]) : Text();
  }
  static abi::Value at(const void* object, size_t index, abi::Arena*) noexcept {
    return index < kCount ? kValues[index](object) : abi::Value();
  }
  static abi::Value get(const void* object, Text name, abi::Arena*) noexcept {
    const std::int32_t id = resolve(object, name);
    return id >= 0 ? kValues[id](object) : abi::Value();
  }
  static bool next(const void* object, std::uint64_t* cursor, abi::Arena*, Text* key,
                   abi::Value* element) noexcept {
    if (*cursor >= kCount) return false;
    *key = kNames[*cursor];
    *element = kValues[(*cursor)++](object);
    return true;
  }
  static std::int32_t resolve(const void*, Text name) noexcept {
    for (std::size_t i = 0; i < kCount; ++i) {
      if (kNames[i] == std::string_view(name)) return static_cast<std::int32_t>(i);
    }
    return -1;
  }
  static void fields(const void* object, const std::int32_t* ids, size_t count, abi::Arena* arena,
                     abi::Cell* cells) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
      cells[i] = {};
      const auto id = static_cast<std::size_t>(ids[i]);
      if (ids[i] >= 0 && id < kCount) kCells[id](object, arena, &cells[i]);
    }
  }

 private:
  static constexpr std::size_t kCount = sizeof...(Members);

  template <auto Member>
  static const auto& member(const void* object) {
    return static_cast<const detail::OwnerOf<Member>*>(object)->*Member;
  }
  template <auto Member>
  static abi::Value value(const void* object) noexcept {
    return carboy::value_of(member<Member>(object));
  }
  template <auto Member>
  static void fill(const void* object, abi::Arena* arena, abi::Cell* cell) noexcept {
    detail::fill_cell_of(member<Member>(object), arena, cell);
  }

  static constexpr std::string_view kNames[] = {detail::member_name<Members>()...};
  static constexpr abi::Value (*kValues[])(const void*) noexcept = {&value<Members>...};
  static constexpr void (*kCells[])(const void*, abi::Arena*,
                                    abi::Cell*) noexcept = {&fill<Members>...};
};

}  // namespace carboy
