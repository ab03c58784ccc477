// Who registered something: an extension as the request path knows it, with a count of who is
// inside its code.
//
// Thread rule: enter() and the counters from any thread; the rest from the thread that starts and
// stops extensions. Owners come from an OwnerPool and are used again, never freed while the pool
// lives: a request may knock at one that has just been closed.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/base/gate.h"

namespace carboy::core::app {

class Owner {
 public:
  // Holds the owner's code in place. May be moved to another thread.
  class Lease {
   public:
    Lease() = default;
    Lease(Lease&& other) noexcept
        : owner_(std::exchange(other.owner_, nullptr)), shard_(other.shard_) {}
    Lease& operator=(Lease&& other) noexcept {
      if (this != &other) {
        reset();
        owner_ = std::exchange(other.owner_, nullptr);
        shard_ = other.shard_;
      }
      return *this;
    }
    ~Lease() { reset(); }
    void reset() noexcept {
      if (owner_ != nullptr) std::exchange(owner_, nullptr)->gate_.leave(shard_);
    }
    explicit operator bool() const noexcept { return owner_ != nullptr; }

   private:
    friend class Owner;
    Lease(Owner* owner, std::uint32_t shard) noexcept : owner_(owner), shard_(shard) {}
    Owner* owner_ = nullptr;
    std::uint32_t shard_ = 0;
  };

  // Enters when the owner is open and still the one that had this serial; else the lease is empty.
  // The order of adding and reading is gate.h's argument: close() stores, then drain() counts.
  Lease enter(std::uint64_t serial) noexcept {
    const std::uint32_t shard = gate_.enter();
    if (open_serial_.load(std::memory_order_seq_cst) == serial) return {this, shard};
    gate_.leave(shard);
    return {};
  }

  // Nobody enters any more.
  void close() noexcept { open_serial_.store(0, std::memory_order_seq_cst); }
  // REQUIRES: closed. True once nobody is inside; false when `deadline` came first.
  bool drain(std::chrono::steady_clock::time_point deadline) const {
    return gate_.wait_empty(deadline);
  }
  std::int64_t inside() const noexcept { return gate_.inside(); }

  const std::string& name() const noexcept { return name_; }
  const std::string& version() const noexcept { return version_; }
  std::uint64_t serial() const noexcept { return serial_; }

  std::atomic<std::uint64_t> faults{0};  // throws and failures counted to it

 private:
  friend class OwnerPool;
  base::Gate gate_;
  std::atomic<std::uint64_t> open_serial_{0};
  std::uint64_t serial_ = 0;
  std::string name_;
  std::string version_;
};

class OwnerPool {
 public:
  // An open owner with a serial that no other has or had.
  Owner& open(std::string name, std::string version);
  // Gives an owner back. REQUIRES: closed and drained.
  void recycle(Owner& owner);

 private:
  std::mutex mutex_;
  std::uint64_t last_serial_ = 0;
  std::vector<std::unique_ptr<Owner>> owners_;
  std::vector<Owner*> free_;
};

}  // namespace carboy::core::app
