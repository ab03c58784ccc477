#include "core/base/testing/counted_allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

#include "core/base/sanitizers.h"

namespace {
std::atomic<std::uint64_t> made{0};
}

std::uint64_t carboy::core::base::allocations() noexcept {
  return made.load(std::memory_order_relaxed);
}

#if CARBOY_ASAN || CARBOY_TSAN

// A sanitizer replaces operator new itself, and calls a hook for each allocation.
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*malloc_hook)(const volatile void*,
                                                                             std::size_t),
                                                         void (*free_hook)(const volatile void*));

namespace {
[[maybe_unused]] const int installed = __sanitizer_install_malloc_and_free_hooks(
    [](const volatile void*, std::size_t) { made.fetch_add(1, std::memory_order_relaxed); },
    [](const volatile void*) {});
}

#else

[[gnu::noinline]] void* operator new(std::size_t size) {
  made.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  made.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

#endif
