// Counts who is inside something that may go away: a generation of routes, an extension, a
// provider.
//
// Thread rule: every function may be called from any thread. A Gate is never destroyed while a
// thread could still enter it; owners keep gates in a pool for that (see published.h).
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace carboy::core::base {

class Gate {
 public:
  static constexpr std::size_t kShards = 16;

  Gate() = default;
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // Counts the caller in and returns the shard to give back to leave(), from whatever thread.
  //
  // Why sequentially consistent: entering and re-reading the pointer that led here, against moving
  // that pointer and then reading the counts, is Dekker's pattern. 1. The reader adds, then reads
  // the pointer. 2. The writer moves the pointer, then reads the counts. 3. In the single order of
  // these four, either the reader sees the moved pointer and leaves, or the writer sees the count.
  std::uint32_t enter() noexcept {
    const std::uint32_t shard = this_thread_shard();
    cells_[shard].inside.fetch_add(1, std::memory_order_seq_cst);
    return shard;
  }

  void leave(std::uint32_t shard) noexcept {
    cells_[shard].inside.fetch_sub(1, std::memory_order_release);
  }

  // How many are inside; exact once nobody can enter any more.
  std::int64_t inside() const noexcept {
    std::int64_t sum = 0;
    for (const Cell& cell : cells_) sum += cell.inside.load(std::memory_order_seq_cst);
    return sum;
  }

  // Waits until nobody is inside. False when `deadline` came first.
  bool wait_empty(std::chrono::steady_clock::time_point deadline) const;

  // The shard of this thread; threads are dealt over the shards in turn.
  static std::uint32_t this_thread_shard() noexcept {
    if (shard_ == kShards) {
      shard_ = next_shard_.fetch_add(1, std::memory_order_relaxed) % kShards;
    }
    return shard_;
  }

 private:
  struct alignas(64) Cell {
    std::atomic<std::int64_t> inside{0};
  };
  static inline std::atomic<std::uint32_t> next_shard_{0};
  // kShards: not dealt yet. The host's library is there from the start of the process, so this may
  // have a fixed place in each thread; to look that up took 3 ns of a lease's 20.
  [[gnu::tls_model("initial-exec")]] static inline thread_local std::uint32_t shard_ = kShards;
  std::array<Cell, kShards> cells_;
};

}  // namespace carboy::core::base
