// What can be measured only from inside an extension: bench_probe does it in a loop of its own.
#pragma once

#include <carboy/service.h>

#include <cstdint>

namespace carboy::bench_probe {

// Thread rule: from any thread.
struct Probe : carboy::Service {
  static constexpr carboy::ServiceId id{"bench_probe.Probe", 1, 0};
  virtual void emit_unheard(std::uint64_t times) noexcept = 0;
  virtual void emit_heard(std::uint64_t times) noexcept = 0;
  // The sum of what the service of bench_counter said.
  virtual std::uint64_t use_handle(std::uint64_t times) noexcept = 0;

 protected:
  ~Probe() = default;
};

// The rules of its routes.
inline constexpr char kEmptyRule[] = "/empty";  // a callback that does nothing, without the face
inline constexpr char kHelloRule[] = "/hello";  // the face: [] { return "Hello, World!"; }
inline constexpr char kJsonRule[] = "/json";    // answers with the JSON it gets

}  // namespace carboy::bench_probe
