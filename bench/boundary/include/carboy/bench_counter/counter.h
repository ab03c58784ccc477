// What bench_counter offers to others: a service, and signals, to one of which it subscribes.
#pragma once

#include <carboy/service.h>
#include <carboy/signal.h>

#include <cstdint>

namespace carboy::bench_counter {

// Thread rule: any thread.
struct Counter : carboy::Service {
  static constexpr carboy::ServiceId id{"bench_counter.Counter", 1, 0};
  virtual std::uint64_t count() noexcept = 0;

 protected:
  ~Counter() = default;
};

// `heard` has one slot, `unheard` has no slot.
// Has many providers.
struct Tally : Service {
  static constexpr ServiceId id{"bench_counter.Tally", 1, 0};
  static constexpr auto multiplicity = many;
  virtual std::uint64_t count() noexcept = 0;

 protected:
  ~Tally() = default;
};

inline constexpr carboy::Signal<std::int64_t> heard{"bench_counter.heard"};
inline constexpr carboy::Signal<std::int64_t> unheard{"bench_counter.unheard"};

}  // namespace carboy::bench_counter
