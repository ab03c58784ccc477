// Bounds-checked reading out of a file's bytes. Internal to elf_*.cpp.
#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

namespace carboy::core::elf::elf_bytes {

// True if [offset, offset + size) is within a file of `total` bytes; no sum can wrap.
inline bool fits(std::uint64_t offset, std::uint64_t size, std::uint64_t total) {
  return offset <= total && size <= total - offset;
}

inline std::optional<std::string_view> slice(std::string_view bytes, std::uint64_t offset,
                                             std::uint64_t size) {
  if (!fits(offset, size, bytes.size())) return std::nullopt;
  return bytes.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
}

// Copies a structure out of the bytes, at any alignment.
template <class T>
requires std::is_trivially_copyable_v<T> std::optional<T> read(std::string_view bytes,
                                                               std::uint64_t offset) {
  const auto found = slice(bytes, offset, sizeof(T));
  if (!found) return std::nullopt;
  T value;
  std::memcpy(&value, found->data(), sizeof(T));
  return value;
}

// No name is longer. Without the bound, a hostile table of names could make many symbols read the
// same long text.
constexpr std::size_t kMaxName = 4096;

// The text that begins at `offset` and ends before the next zero byte, if there is one.
inline std::optional<std::string_view> text(std::string_view bytes, std::uint64_t offset) {
  if (offset >= bytes.size()) return std::nullopt;
  const std::string_view rest = bytes.substr(static_cast<std::size_t>(offset), kMaxName);
  const std::size_t end = rest.find('\0');
  if (end == std::string_view::npos) return std::nullopt;
  return rest.substr(0, end);
}

// `offset` rounded up to a multiple of `alignment`, a power of two; for offsets inside a file.
constexpr std::uint64_t aligned(std::uint64_t offset, std::uint64_t alignment) {
  return (offset + alignment - 1) & ~(alignment - 1);
}

}  // namespace carboy::core::elf::elf_bytes
