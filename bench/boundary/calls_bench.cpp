// Calls into an extension beside direct ones, and whole requests without a socket.
#include <benchmark/benchmark.h>

#include "bench/boundary/allocations.h"
#include "bench/boundary/loaded_app.h"
#include "core/app/request_state.h"

namespace carboy::bench {
namespace {

using core::app::Exchange;
using core::app::Outcome;
using core::app::View;

constexpr core::http::Field kFields[] = {{"Host", "127.0.0.1:5000"}, {"Connection", "keep-alive"}};

void arrive(Exchange& exchange, std::string_view target) {
  exchange.clear();
  exchange.head.method = "GET";
  exchange.head.target = target;
  exchange.head.fields = kFields;
}

[[gnu::noinline]] Outcome call_directly(Exchange& exchange) noexcept {
  asm volatile("" : : "r"(&exchange));
  return Outcome::done;
}

// What the view of hello comes to, without an extension.
class OwnHello final : public View {
 public:
  Outcome call(Exchange& exchange) noexcept override {
    static_cast<void>(exchange.response.fields.set("Content-Type", "text/html; charset=utf-8"));
    exchange.response.body.assign("Hello, World!");
    return Outcome::done;
  }
};

void direct_call(benchmark::State& state) {
  Exchange exchange;
  for (auto _ : state) benchmark::DoNotOptimize(call_directly(exchange));
}

void call_view(benchmark::State& state, View& view) {
  Exchange exchange;
  arrive(exchange, "/");
  View* called = &view;
  benchmark::DoNotOptimize(called);
  for (auto _ : state) benchmark::DoNotOptimize(called->call(exchange));
}

void call_across(benchmark::State& state) {
  call_view(state, loaded_app().view(bench_probe::kEmptyRule));
}
void hello_view_own(benchmark::State& state) {
  OwnHello hello;
  call_view(state, hello);
}
void hello_view_across(benchmark::State& state) {
  call_view(state, loaded_app().view(bench_probe::kHelloRule));
}

void request(benchmark::State& state, const char* target, int status) {
  core::app::Kernel& kernel = loaded_app().kernel();
  Exchange exchange;
  const auto run = [&] {
    arrive(exchange, target);
    kernel.prepare(exchange);
    kernel.handle(exchange);
    benchmark::DoNotOptimize(exchange.response.body.bytes().data());
    const int answered = exchange.response.status;
    kernel.finish(exchange);
    return answered;
  };
  if (run() != status) return state.SkipWithError("the app gave another status");
  const std::uint64_t before = allocations();
  for (auto _ : state) run();
  state.counters["allocations"] = benchmark::Counter(static_cast<double>(allocations() - before),
                                                     benchmark::Counter::kAvgIterations);
}

BENCHMARK(direct_call);
BENCHMARK(call_across);
BENCHMARK(hello_view_own);
BENCHMARK(hello_view_across);
BENCHMARK_CAPTURE(request, hello, bench_probe::kHelloRule, 200);
BENCHMARK_CAPTURE(request, not_found, "/nothing", 404);

}  // namespace
}  // namespace carboy::bench
