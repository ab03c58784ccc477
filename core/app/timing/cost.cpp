#include "core/app/timing/cost.h"

#include <chrono>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace carboy::core::app {
namespace {

std::uint64_t steady_nanoseconds() noexcept {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                        std::chrono::steady_clock::now().time_since_epoch())
                                        .count());
}

// Both clocks when the process began; their later differences give the length of a tick.
struct ClockPair {
  std::uint64_t tick = ticks();
  std::uint64_t nanosecond = steady_nanoseconds();
};
const ClockPair at_start;

}  // namespace

std::uint64_t ticks() noexcept {
#if defined(__x86_64__)
  return __rdtsc();
#else
  return steady_nanoseconds();
#endif
}

std::uint64_t nanoseconds_of(std::uint64_t difference) noexcept {
  const std::uint64_t passed = ticks() - at_start.tick;
  if (passed == 0) return difference;
  const double nanoseconds = static_cast<double>(steady_nanoseconds() - at_start.nanosecond);
  return static_cast<std::uint64_t>(static_cast<double>(difference) * nanoseconds /
                                    static_cast<double>(passed));
}

ExtensionCost::Sum ExtensionCost::sum() const noexcept {
  Sum sum;
  std::array<std::uint64_t, kWorks> times{};
  for (const Cell& cell : cells_) {
    sum.requests += cell.requests.load(std::memory_order_relaxed);
    sum.errors += cell.errors.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < kWorks; ++i) {
      sum.by_work[i].calls += cell.works[i].calls.load(std::memory_order_relaxed);
      times[i] += cell.works[i].ticks.load(std::memory_order_relaxed);
    }
  }
  for (std::size_t i = 0; i < kWorks; ++i) {
    sum.by_work[i].nanoseconds = nanoseconds_of(times[i]);
    sum.nanoseconds += sum.by_work[i].nanoseconds;
  }
  return sum;
}

void ExtensionCost::clear() noexcept {
  for (Cell& cell : cells_) {
    cell.requests.store(0, std::memory_order_relaxed);
    cell.errors.store(0, std::memory_order_relaxed);
    for (Counter& counter : cell.works) {
      counter.calls.store(0, std::memory_order_relaxed);
      counter.ticks.store(0, std::memory_order_relaxed);
    }
  }
}

RouteCost::Histogram* RouteCost::make() noexcept {
  auto made = std::make_unique<Histogram>();
  Histogram* present = nullptr;
  if (histogram_.compare_exchange_strong(present, made.get(), std::memory_order_acq_rel)) {
    return made.release();
  }
  return present;
}

std::uint64_t RouteCost::end_of(std::size_t bucket) noexcept {
  if (bucket == 0) return std::uint64_t{1} << kFirstPower;
  const std::size_t power = kFirstPower + (bucket - 1) / 4;
  return (std::uint64_t{1} << power) + ((bucket - 1) % 4 + 1) * (std::uint64_t{1} << (power - 2));
}

std::vector<RouteCost::Bucket> RouteCost::buckets() const {
  std::vector<Bucket> buckets;
  const Histogram* const histogram = histogram_.load(std::memory_order_acquire);
  if (histogram == nullptr) return buckets;
  for (std::size_t i = 0; i < kBuckets; ++i) {
    const std::uint64_t count = (*histogram)[i].load(std::memory_order_relaxed);
    if (count > 0) buckets.push_back({nanoseconds_of(end_of(i)), count});
  }
  return buckets;
}

std::uint64_t RouteCost::count() const {
  std::uint64_t count = 0;
  for (const Bucket& bucket : buckets()) count += bucket.count;
  return count;
}

std::uint64_t RouteCost::nanoseconds_at(double share) const {
  const std::vector<Bucket> all = buckets();
  std::uint64_t count = 0, below = 0;
  for (const Bucket& bucket : all) count += bucket.count;
  for (const Bucket& bucket : all) {
    below += bucket.count;
    if (static_cast<double>(below) >= share * static_cast<double>(count)) {
      return bucket.below_nanoseconds;
    }
  }
  return 0;
}

}  // namespace carboy::core::app
