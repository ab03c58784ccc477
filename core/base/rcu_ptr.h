// A pointer that many threads read while one thread replaces it: read-copy-update with counted
// readers.
//
// Thread rule: read() from any thread; publish() from one thread at a time. A RcuPtr must outlive
// its leases. A lease costs two uncontended read-modify-writes on the thread's own cache line;
// std::atomic<std::shared_ptr> cost 464 ns on two threads.
//
// Why a reader never uses a value that was freed:
// 1. read() loads the pointer, enters the gate of that cell, and loads the pointer again. If it has
//    changed, the reader leaves the gate and starts over; it has not touched the value.
// 2. publish() changes the pointer. Retired then waits until the gate of the old cell is empty, and
//    only then frees the value.
// 3. By the order that gate.h explains, a reader that entered the gate too late to be counted sees
//    the changed pointer in its second load.
// 4. A cell's gate may still be entered after its value was replaced, so cells are never freed
//    before the RcuPtr; a free cell is used again once its gate is empty.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "core/base/gate.h"

namespace carboy::core::base {

template <class T>
class RcuPtr {
  // A version and its readers.
  struct Cell {
    Gate gate;
    std::unique_ptr<const T> value;
  };

 public:
  // Keeps one version alive until the lease ends. A lease may be moved to another thread and end
  // there.
  class Lease {
   public:
    Lease() = default;
    Lease(Lease&& other) noexcept
        : cell_(std::exchange(other.cell_, nullptr)), shard_(other.shard_) {}
    Lease& operator=(Lease&& other) noexcept {
      if (this != &other) {
        reset();
        cell_ = std::exchange(other.cell_, nullptr);
        shard_ = other.shard_;
      }
      return *this;
    }
    ~Lease() { reset(); }

    void reset() noexcept {
      if (cell_ != nullptr) std::exchange(cell_, nullptr)->gate.leave(shard_);
    }
    explicit operator bool() const noexcept { return cell_ != nullptr; }
    // Returns another lease of the same version, which may have been replaced meanwhile. REQUIRES:
    // this lease is not empty.
    Lease share() const noexcept { return {cell_, cell_->gate.enter()}; }

    // Turns the lease into a number, which can cross the boundary; attach() turns it back.
    std::uint64_t detach() && noexcept {
      static_assert(alignof(Cell) >= Gate::kShards);
      return reinterpret_cast<std::uintptr_t>(std::exchange(cell_, nullptr)) | shard_;
    }
    static Lease attach(std::uint64_t token) noexcept {
      constexpr std::uint64_t kShardBits = Gate::kShards - 1;
      return {reinterpret_cast<Cell*>(token & ~kShardBits),
              static_cast<std::uint32_t>(token & kShardBits)};
    }
    const T& operator*() const noexcept { return *cell_->value; }
    const T* operator->() const noexcept { return cell_->value.get(); }

   private:
    friend class RcuPtr;
    Lease(Cell* cell, std::uint32_t shard) noexcept : cell_(cell), shard_(shard) {}
    Cell* cell_ = nullptr;
    std::uint32_t shard_ = 0;
  };

  // A version that was replaced. The destructor waits for its readers and then frees its value.
  class Retired {
   public:
    Retired() = default;
    Retired(Retired&& other) noexcept
        : owner_(std::exchange(other.owner_, nullptr)),
          cell_(std::exchange(other.cell_, nullptr)) {}
    Retired& operator=(Retired&& other) noexcept {
      std::swap(owner_, other.owner_);
      std::swap(cell_, other.cell_);
      return *this;
    }
    ~Retired() {
      if (cell_ == nullptr) return;
      cell_->gate.wait_empty(std::chrono::steady_clock::time_point::max());
      owner_->recycle(cell_);
    }
    std::int64_t readers() const { return cell_ == nullptr ? 0 : cell_->gate.inside(); }
    // Waits until the last reader has left. Returns false if `deadline` passes first.
    bool wait(std::chrono::steady_clock::time_point deadline) const {
      return cell_ == nullptr || cell_->gate.wait_empty(deadline);
    }

   private:
    friend class RcuPtr;
    Retired(RcuPtr* owner, Cell* cell) : owner_(owner), cell_(cell) {}
    RcuPtr* owner_ = nullptr;
    Cell* cell_ = nullptr;
  };

  explicit RcuPtr(std::unique_ptr<const T> first = nullptr) {
    if (first != nullptr) publish(std::move(first));
  }
  RcuPtr(const RcuPtr&) = delete;
  RcuPtr& operator=(const RcuPtr&) = delete;

  // Returns a lease of the current version; an empty one if there is no version.
  Lease read() const noexcept {
    for (;;) {
      Cell* cell = current_.load(std::memory_order_acquire);
      if (cell == nullptr) return {};
      const std::uint32_t shard = cell->gate.enter();
      if (current_.load(std::memory_order_seq_cst) == cell) return {cell, shard};
      cell->gate.leave(shard);
    }
  }

  // Waits until nobody reads the current version. Returns false if `deadline` passes first. REQUIRES:
  // something else keeps new readers from staying, and the version is not replaced meanwhile.
  bool wait_for_readers(std::chrono::steady_clock::time_point deadline) const {
    const Cell* const cell = current_.load(std::memory_order_acquire);
    return cell == nullptr || cell->gate.wait_empty(deadline);
  }

  // Returns whether there is no version. Costs one load.
  bool empty() const noexcept { return current_.load(std::memory_order_acquire) == nullptr; }

  // Makes `next` the current version; null removes it. Readers of the old one are not disturbed.
  Retired publish(std::unique_ptr<const T> next) {
    Cell* cell = next == nullptr ? nullptr : fresh_cell();
    if (cell != nullptr) cell->value = std::move(next);
    return Retired(this, current_.exchange(cell, std::memory_order_seq_cst));
  }

 private:
  Cell* fresh_cell() {
    std::lock_guard lock(mutex_);
    for (auto cell = free_.begin(); cell != free_.end(); ++cell) {
      // A reader that came too late may stay inside for some nanoseconds.
      if ((*cell)->gate.inside() != 0) continue;
      Cell* found = *cell;
      free_.erase(cell);
      return found;
    }
    return cells_.emplace_back(std::make_unique<Cell>()).get();
  }
  void recycle(Cell* cell) {
    cell->value.reset();
    std::lock_guard lock(mutex_);
    free_.push_back(cell);
  }

  std::atomic<Cell*> current_{nullptr};
  std::mutex mutex_;
  std::vector<std::unique_ptr<Cell>> cells_;
  std::vector<Cell*> free_;
};

}  // namespace carboy::core::base
