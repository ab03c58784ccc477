// Memory for what accessors of values compute, freed all at once.
#pragma once

#include <carboy/abi/value.h>

#include <cstddef>
#include <cstdint>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

namespace carboy::detail {

// An arena of blocks of 16 KiB. It allocates nothing before it is asked for memory. The destructor
// calls what at_end() has been given, latest first, and frees the blocks.
class LocalArena final : public abi::Arena {
 public:
  static constexpr size_t kBlock = 16384;

  LocalArena() = default;
  LocalArena(const LocalArena&) = delete;
  LocalArena& operator=(const LocalArena&) = delete;
  ~LocalArena() {
    while (ends_ != nullptr) {
      const End end = *ends_;
      ends_ = end.before;
      end.drop(end.object);
    }
    while (last_ != nullptr) ::operator delete(std::exchange(last_, last_->before));
  }

  void* allocate(size_t size, size_t alignment) noexcept override {
    const size_t padding = static_cast<size_t>(-reinterpret_cast<uintptr_t>(next_)) % alignment;
    if (size + padding > room_) return allocate_elsewhere(size, alignment);
    char* const memory = next_ + padding;
    next_ = memory + size;
    room_ -= size + padding;
    return memory;
  }
  void at_end(void* object, void (*drop)(void*) noexcept) noexcept override {
    ends_ = ::new (LocalArena::allocate(sizeof(End), alignof(End))) End{ends_, object, drop};
  }

 private:
  struct alignas(std::max_align_t) Block {
    Block* before;
  };
  struct End {
    End* before;
    void* object;
    void (*drop)(void*) noexcept;
  };

  char* add_block(size_t size) noexcept {
    last_ = ::new (::operator new(sizeof(Block) + size)) Block{last_};
    return reinterpret_cast<char*>(last_ + 1);
  }
  // In a new block. Something large gets one of its own, and the current block stays in use.
  void* allocate_elsewhere(size_t size, size_t alignment) noexcept {
    const size_t needed = size + alignment;
    if (needed > kBlock / 4) {
      char* const begin = add_block(needed);
      return begin + static_cast<size_t>(-reinterpret_cast<uintptr_t>(begin)) % alignment;
    }
    room_ = kBlock - sizeof(Block);
    next_ = add_block(room_);
    return LocalArena::allocate(size, alignment);
  }

  char* next_ = nullptr;
  size_t room_ = 0;
  Block* last_ = nullptr;
  End* ends_ = nullptr;
};

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

// Copies a text into the arena.
inline Text keep(abi::Arena* arena, std::string_view text) {
  auto* const kept = static_cast<char*>(arena->allocate(text.size(), 1));
  text.copy(kept, text.size());
  return {kept, text.size()};
}

}  // namespace carboy::detail
