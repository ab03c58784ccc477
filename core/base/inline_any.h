// Space inside an object for another one, of a type that only a higher component knows.
#pragma once

#include <cstddef>
#include <new>
#include <utility>

namespace carboy::core::base {

// Holds nothing, or one object of at most `Size` bytes. Not thread-safe, not copyable.
template <std::size_t Size>
class InlineAny {
 public:
  InlineAny() = default;
  InlineAny(const InlineAny&) = delete;
  InlineAny& operator=(const InlineAny&) = delete;
  ~InlineAny() { reset(); }

  template <class T, class... Arguments>
  T& emplace(Arguments&&... arguments) {
    static_assert(sizeof(T) <= Size && alignof(T) <= alignof(std::max_align_t));
    reset();
    T* made = ::new (static_cast<void*>(storage_)) T(std::forward<Arguments>(arguments)...);
    destroy_ = [](void* object) noexcept { static_cast<T*>(object)->~T(); };
    return *made;
  }
  bool has_value() const noexcept { return destroy_ != nullptr; }
  // REQUIRES: a T was emplaced.
  template <class T>
  T& get() noexcept {
    return *std::launder(reinterpret_cast<T*>(storage_));
  }
  void reset() noexcept {
    if (destroy_ != nullptr) std::exchange(destroy_, nullptr)(storage_);
  }

 private:
  alignas(std::max_align_t) std::byte storage_[Size];
  void (*destroy_)(void*) noexcept = nullptr;
};

}  // namespace carboy::core::base
