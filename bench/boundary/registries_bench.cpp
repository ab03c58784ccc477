// The cost of each use of a signal, a service and a generation, on one thread and on two at once.
#include <benchmark/benchmark.h>

#include <atomic>
#include <memory>

#include "bench/boundary/loaded_app.h"
#include "core/base/rcu_ptr.h"

namespace carboy::bench {
namespace {

// The loop runs inside the extension, so that the call into it is a thousandth of the measurement.
constexpr std::uint64_t kLoop = 1000;

void emit_unheard(benchmark::State& state) {
  bench_probe::Probe& probe = loaded_app().probe();
  while (state.KeepRunningBatch(kLoop)) probe.emit_unheard(kLoop);
}

void emit_heard(benchmark::State& state) {
  bench_probe::Probe& probe = loaded_app().probe();
  while (state.KeepRunningBatch(kLoop)) probe.emit_heard(kLoop);
}

void use_handle(benchmark::State& state) {
  bench_probe::Probe& probe = loaded_app().probe();
  while (state.KeepRunningBatch(kLoop)) benchmark::DoNotOptimize(probe.use_handle(kLoop));
}

void use_handle_again(benchmark::State& state) {
  bench_probe::Probe& probe = loaded_app().probe();
  while (state.KeepRunningBatch(kLoop)) benchmark::DoNotOptimize(probe.use_handle_again(kLoop));
}

void use_providers(benchmark::State& state) {
  bench_probe::Probe& probe = loaded_app().probe();
  while (state.KeepRunningBatch(kLoop)) benchmark::DoNotOptimize(probe.use_providers(kLoop));
}

void guard(benchmark::State& state) {
  static const core::base::RcuPtr<int> published(std::make_unique<const int>(7));
  for (auto _ : state) {
    const auto lease = published.read();
    benchmark::DoNotOptimize(*lease);
  }
}

// What the standard library offers for the same purpose.
void shared_pointer(benchmark::State& state) {
  static const std::atomic<std::shared_ptr<const int>> published(std::make_shared<const int>(7));
  for (auto _ : state) {
    const std::shared_ptr<const int> lease = published.load(std::memory_order_acquire);
    benchmark::DoNotOptimize(*lease);
  }
}

BENCHMARK(emit_unheard);
BENCHMARK(emit_heard);
BENCHMARK(use_handle)->Threads(1)->Threads(2);
BENCHMARK(use_handle_again);
BENCHMARK(use_providers);
BENCHMARK(guard)->Threads(1)->Threads(2);
BENCHMARK(shared_pointer)->Threads(1)->Threads(2);

}  // namespace
}  // namespace carboy::bench
