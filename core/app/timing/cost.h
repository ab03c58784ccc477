// What an extension costs: how many requests it answers, how many of them fail, how long its code
// runs for requests, streams, timers, background work and signals, and how long the requests of each
// of its routes take.
//
// Thread rule: adding may be done by any thread; it takes no lock. Sums that are read while requests
// run are those of about that moment.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/gate.h"

namespace carboy::core::app {

// A fast clock. Its unit is that of the processor's time stamp counter.
std::uint64_t ticks() noexcept;
// Converts a difference of ticks().
std::uint64_t nanoseconds_of(std::uint64_t difference) noexcept;

// For what the host calls code of an extension.
enum class Work : std::uint8_t {
  request,     // views, hooks, error handlers and wrappers
  stream,      // the pieces of a body
  timer,       // runs of timers
  background,  // the times between waits for the stop token
  slot         // of signals
};
inline constexpr std::size_t kWorks = 5;

class ExtensionCost {
 public:
  struct Sum {
    std::uint64_t requests = 0;     // that its routes have answered
    std::uint64_t errors = 0;       // of these, with a status of 500 or more
    std::uint64_t nanoseconds = 0;  // of all kinds of work
    struct OfWork {
      std::uint64_t calls = 0;
      std::uint64_t nanoseconds = 0;
    };
    std::array<OfWork, kWorks> by_work;
  };

  // The time and the calls of one kind of work, as one thread counts them.
  struct Counter {
    std::atomic<std::uint64_t> calls{0}, ticks{0};
    void add_time(std::uint64_t difference) noexcept {
      ticks.fetch_add(difference, std::memory_order_relaxed);
    }
  };
  Counter& counter_of(Work work) noexcept { return mine().works[static_cast<std::size_t>(work)]; }
  void add_request(bool is_error) noexcept {
    mine().requests.fetch_add(1, std::memory_order_relaxed);
    if (is_error) mine().errors.fetch_add(1, std::memory_order_relaxed);
  }
  Sum sum() const noexcept;
  void clear() noexcept;

 private:
  struct alignas(64) Cell {
    std::atomic<std::uint64_t> requests{0}, errors{0};
    std::array<Counter, kWorks> works;
  };
  Cell& mine() noexcept { return cells_[base::Gate::this_thread_shard()]; }
  std::array<Cell, base::Gate::kShards> cells_;
};

// While an object exists, the time of its thread counts for `cost`, and no longer for the code
// around it: a view that calls a service through the host is not charged for a hook inside.
class TimeInside {
 public:
  explicit TimeInside(ExtensionCost& cost, Work work = Work::request) noexcept
      : TimeInside(&cost.counter_of(work)) {
    current_->calls.fetch_add(1, std::memory_order_relaxed);
  }
  ~TimeInside() {
    const std::uint64_t now = ticks();
    if (current_ != nullptr) current_->add_time(now - since_);
    current_ = outer_;
    since_ = now;
  }
  TimeInside(const TimeInside&) = delete;
  TimeInside& operator=(const TimeInside&) = delete;

 protected:
  // Null: the time counts for nobody.
  explicit TimeInside(ExtensionCost::Counter* counter) noexcept : outer_(current_) {
    const std::uint64_t now = ticks();
    if (outer_ != nullptr) outer_->add_time(now - since_);
    current_ = counter;
    since_ = now;
  }

 private:
  // As in gate.h, the variables may have a fixed place in each thread.
  [[gnu::tls_model("initial-exec")]] static inline thread_local ExtensionCost::Counter* current_ =
      nullptr;
  [[gnu::tls_model("initial-exec")]] static inline thread_local std::uint64_t since_ = 0;
  ExtensionCost::Counter* outer_;
};

// While an object exists, the time of its thread counts for nobody: background work that waits.
class TimeOutside : private TimeInside {
 public:
  TimeOutside() noexcept : TimeInside(nullptr) {}
};

// How long the requests of one route take. It takes memory once the first request was counted.
class RouteCost {
 public:
  struct Bucket {
    std::uint64_t below_nanoseconds = 0;
    std::uint64_t count = 0;
  };

  RouteCost() = default;
  ~RouteCost() { delete histogram_.load(std::memory_order_acquire); }
  RouteCost(const RouteCost&) = delete;
  RouteCost& operator=(const RouteCost&) = delete;

  void add(std::uint64_t difference) noexcept {
    Histogram* histogram = histogram_.load(std::memory_order_acquire);
    if (histogram == nullptr) histogram = make();
    (*histogram)[bucket_of(difference)].fetch_add(1, std::memory_order_relaxed);
  }
  // Returns the buckets that have counted something, the shortest times first. A bucket is at most a
  // quarter wider than it begins.
  std::vector<Bucket> buckets() const;
  // Returns a time that `share` of the requests have not exceeded, from 0 to 1; 0 without requests.
  std::uint64_t nanoseconds_at(double share) const;
  std::uint64_t count() const;

 private:
  static constexpr unsigned kFirstPower = 8;  // the first bucket is for less than 2^8 ticks
  static constexpr std::size_t kBuckets = 132;
  using Histogram = std::array<std::atomic<std::uint32_t>, kBuckets>;
  static std::size_t bucket_of(std::uint64_t difference) noexcept {
    if (difference < 1U << kFirstPower) return 0;
    const unsigned power = 63U - static_cast<unsigned>(__builtin_clzll(difference));
    const std::size_t quarter = difference >> (power - 2) & 3;
    const std::size_t bucket = 1 + (power - kFirstPower) * std::size_t{4} + quarter;
    return bucket < kBuckets ? bucket : kBuckets - 1;
  }
  static std::uint64_t end_of(std::size_t bucket) noexcept;
  Histogram* make() noexcept;

  std::atomic<Histogram*> histogram_{nullptr};
};

}  // namespace carboy::core::app
