// Measurements that are only possible inside an extension: bench_probe runs the loop.
#pragma once

#include <carboy/service.h>

#include <cstdint>

namespace carboy::bench_probe {

// Thread rule: any thread.
struct Probe : carboy::Service {
  static constexpr carboy::ServiceId id{"bench_probe.Probe", 1, 0};
  virtual void emit_unheard(std::uint64_t times) noexcept = 0;
  virtual void emit_heard(std::uint64_t times) noexcept = 0;
  // Returns the sum of the results of bench_counter's service.
  virtual std::uint64_t use_handle(std::uint64_t times) noexcept = 0;
  // The same inside one unit of work, which has found the provider already.
  virtual std::uint64_t use_handle_again(std::uint64_t times) noexcept = 0;
  // Calls each of the ten providers of bench_counter.Tally.
  virtual std::uint64_t use_providers(std::uint64_t times) noexcept = 0;

 protected:
  ~Probe() = default;
};

// The rules of its routes.
inline constexpr char kEmptyRule[] = "/empty";  // a callback that does nothing, without the C++ API
inline constexpr char kHelloRule[] = "/hello";  // the C++ API: [] { return "Hello, World!"; }
inline constexpr char kReadsRule[] = "/reads";  // reads five parts of the request
inline constexpr char kRecordedRule[] = "/recorded";  // the same, recorded for a stored page
inline constexpr char kStoredRule[] = "/stored";      // a stored page
inline constexpr char kJsonRule[] = "/json";          // answers with the JSON that it receives

}  // namespace carboy::bench_probe
