// Counts the threads that are inside something that may go away: a generation of routes, an
// extension, a provider.
//
// Thread rule: every function may be called from any thread. Owners must not destroy a gate while a
// thread could still enter it; they keep gates in a pool (see rcu_ptr.h).
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

  // Counts the caller in, and returns the shard to pass to leave(), on this thread or another.
  //
  // Why the order is sequentially consistent: a reader and a writer form Dekker's pattern.
  // 1. The reader adds to the count, then reads the pointer that led here again.
  // 2. The writer changes the pointer, then reads the counts.
  // 3. In the single total order of these four operations, either the reader sees the changed
  //    pointer and leaves, or the writer sees the reader's count.
  std::uint32_t enter() noexcept {
    const std::uint32_t shard = this_thread_shard();
    cells_[shard].inside.fetch_add(1, std::memory_order_seq_cst);
    return shard;
  }

  void leave(std::uint32_t shard) noexcept {
    cells_[shard].inside.fetch_sub(1, std::memory_order_release);
  }

  // Returns the number of callers inside; exact once no thread can enter any more.
  std::int64_t inside() const noexcept {
    std::int64_t sum = 0;
    for (const Cell& cell : cells_) sum += cell.inside.load(std::memory_order_seq_cst);
    return sum;
  }

  // Waits until the gate is empty. Returns false if `deadline` passes first.
  bool wait_empty(std::chrono::steady_clock::time_point deadline) const;

  // Returns the shard of this thread; threads are assigned to the shards in turn.
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
  // kShards means that none is assigned yet. The host's library is loaded when the process starts,
  // so the variable may have a fixed place in each thread; looking the place up took 3 ns of a
  // lease's 20.
  [[gnu::tls_model("initial-exec")]] static inline thread_local std::uint32_t shard_ = kShards;
  std::array<Cell, kShards> cells_;
};

}  // namespace carboy::core::base
