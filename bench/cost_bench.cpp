// What counting the cost of a request takes: one view, and a view with a hook around it.
#include <benchmark/benchmark.h>

#include "core/app/timing/cost.h"

namespace carboy::core::app {
namespace {

ExtensionCost view_cost, hook_cost;
RouteCost route_cost;

void count_request(benchmark::State& state) {
  for (auto _ : state) {
    const std::uint64_t begin = ticks();
    { const TimeInside inside(view_cost); }
    view_cost.add_request(false);
    route_cost.add(ticks() - begin);
  }
}
BENCHMARK(count_request)->Threads(1)->Threads(2);

void count_request_with_hook(benchmark::State& state) {
  for (auto _ : state) {
    const std::uint64_t begin = ticks();
    { const TimeInside inside(hook_cost); }
    { const TimeInside inside(view_cost); }
    view_cost.add_request(false);
    route_cost.add(ticks() - begin);
  }
}
BENCHMARK(count_request_with_hook)->Threads(1)->Threads(2);

}  // namespace
}  // namespace carboy::core::app

BENCHMARK_MAIN();
