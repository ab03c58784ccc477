// The extension that registered something, with a count of the requests inside its code.
//
// Thread rule: enter() and the counters may be used by any thread; everything else belongs to the
// thread that starts and stops extensions. Owners come from an OwnerPool, which reuses them and
// never frees them, because a request may call enter() on one that was just closed.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/app/timing/cost.h"
#include "core/base/gate.h"

namespace carboy::core::app {

class Owner {
 public:
  // Keeps the owner's code loaded. May be moved to another thread.
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

  // Returns an empty lease if the owner is closed or has another serial by now. gate.h explains why
  // the order of counting and reading is correct: close() stores, then drain() counts.
  Lease enter(std::uint64_t serial) noexcept {
    const std::uint32_t shard = gate_.enter();
    if (open_serial_.load(std::memory_order_seq_cst) == serial) return {this, shard};
    gate_.leave(shard);
    return {};
  }

  // Lets no request enter any more.
  void close() noexcept {
    open_serial_.store(0, std::memory_order_seq_cst);
    held_.store(false, std::memory_order_seq_cst);
  }
  // Makes new requests wait, until release() or close(); see Kernel::prepare(). As with close(), a
  // request that entered before is counted by inside(): the thread that holds stores, then counts,
  // and a request counts, then reads.
  void hold() noexcept { held_.store(true, std::memory_order_seq_cst); }
  void release() noexcept { held_.store(false, std::memory_order_seq_cst); }
  bool is_held() const noexcept { return held_.load(std::memory_order_seq_cst); }
  // Waits until no request is inside. Returns false if `deadline` passed first. REQUIRES: closed or
  // held.
  bool drain(std::chrono::steady_clock::time_point deadline) const {
    return gate_.wait_empty(deadline);
  }
  std::int64_t inside() const noexcept { return gate_.inside(); }

  const std::string& name() const noexcept { return name_; }
  const std::string& version() const noexcept { return version_; }
  std::uint64_t serial() const noexcept { return serial_; }

  std::atomic<std::uint64_t> faults{0};  // failures of its code
  ExtensionCost cost;

 private:
  friend class OwnerPool;
  base::Gate gate_;
  std::atomic<std::uint64_t> open_serial_{0};
  std::atomic<bool> held_{false};
  std::uint64_t serial_ = 0;
  std::string name_;
  std::string version_;
};

// The extension whose code a thread runs because another extension iterates over the providers of a
// service. Such calls nest. Thread rule: about the calling thread.
class RunningProvider {
 public:
  // Returns the innermost one, or null.
  static const Owner* get() noexcept {
    return depth_ == 0 || depth_ > kDepth ? nullptr : inside_[depth_ - 1];
  }
  static void enter(const Owner* owner) noexcept {
    if (depth_ < kDepth) inside_[depth_] = owner;
    ++depth_;
  }
  static void leave() noexcept {
    if (depth_ > 0) --depth_;
  }

 private:
  static constexpr std::size_t kDepth = 16;  // deeper ones are counted, but not known
  [[gnu::tls_model("initial-exec")]] static inline thread_local std::size_t depth_ = 0;
  [[gnu::tls_model("initial-exec")]] static inline thread_local std::array<const Owner*, kDepth>
      inside_{};
};

class OwnerPool {
 public:
  // Returns an open owner with a serial that no owner has had before.
  Owner& open(std::string name, std::string version);
  // Returns an owner to the pool. REQUIRES: it is closed and drained.
  void recycle(Owner& owner);

 private:
  std::mutex mutex_;
  std::uint64_t last_serial_ = 0;
  std::vector<std::unique_ptr<Owner>> owners_;
  std::vector<Owner*> free_;
};

}  // namespace carboy::core::app
