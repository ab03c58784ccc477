// Calls into an extension, direct calls for comparison, and whole requests without a socket.
#include <benchmark/benchmark.h>

#include <nlohmann/json.hpp>
#include <string>

#include "bench/boundary/loaded_app.h"
#include "core/app/request_state.h"
#include "core/base/testing/counted_allocations.h"

namespace carboy::bench {
namespace {

using core::app::Exchange;
using core::app::Outcome;
using core::app::View;
using core::base::allocations;

constexpr core::http::Field kFields[] = {{"Host", "127.0.0.1:5000"}, {"Connection", "keep-alive"}};
constexpr core::http::Field kJsonFields[] = {{"Host", "127.0.0.1:5000"},
                                             {"Content-Type", "application/json"}};

void fill_in(Exchange& exchange, std::string_view target) {
  exchange.clear();
  exchange.head.method = "GET";
  exchange.head.target = target;
  exchange.head.fields = kFields;
}

void fill_in_json(Exchange& exchange, std::string_view target, std::string_view body) {
  fill_in(exchange, target);
  exchange.head.method = "POST";
  exchange.head.fields = kJsonFields;
  exchange.body = body;
}

// Returns 10 kB of JSON, as an API sends it: a list of small objects.
std::string ten_kilobytes() {
  nlohmann::json list = nlohmann::json::array();
  for (int i = 0; list.dump().size() < 10'000; ++i) {
    list.push_back({{"id", i},
                    {"title", "Book number " + std::to_string(i)},
                    {"price", i * 0.25},
                    {"in_stock", i % 2 == 0},
                    {"tags", {"new", "used"}}});
  }
  return list.dump();
}

[[gnu::noinline]] Outcome call_directly(Exchange& exchange) noexcept {
  asm volatile("" : : "r"(&exchange));
  return Outcome::done;
}

// What the view of hello does, without an extension.
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
  fill_in(exchange, "/");
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

// `fill` fills in a request.
template <class Fill>
void answer(benchmark::State& state, int status, Fill fill) {
  core::app::Kernel& kernel = loaded_app().kernel();
  Exchange exchange;
  const auto run = [&] {
    fill(exchange);
    kernel.prepare(exchange);
    kernel.handle(exchange);
    benchmark::DoNotOptimize(exchange.response.body.bytes().data());
    const int answered = exchange.response.status;
    kernel.finish(exchange);
    return answered;
  };
  if (run() != status) return state.SkipWithError("the app answered with another status");
  const std::uint64_t before = allocations();
  for (auto _ : state) run();
  state.counters["allocations"] = benchmark::Counter(static_cast<double>(allocations() - before),
                                                     benchmark::Counter::kAvgIterations);
}

void request(benchmark::State& state, const char* target, int status) {
  answer(state, status, [&](Exchange& exchange) { fill_in(exchange, target); });
}

// The extension reads the body as JSON and writes it again.
void request_json(benchmark::State& state) {
  const std::string body = ten_kilobytes();
  answer(state, 200,
         [&](Exchange& exchange) { fill_in_json(exchange, bench_probe::kJsonRule, body); });
  state.SetBytesProcessed(static_cast<std::int64_t>(body.size()) *
                          static_cast<std::int64_t>(state.iterations()));
}

BENCHMARK(direct_call);
BENCHMARK(call_across);
BENCHMARK(hello_view_own);
BENCHMARK(hello_view_across);
BENCHMARK_CAPTURE(request, hello, bench_probe::kHelloRule, 200);
BENCHMARK_CAPTURE(request, not_found, "/nothing", 404);
BENCHMARK(request_json)->Name("request/json");

}  // namespace
}  // namespace carboy::bench
