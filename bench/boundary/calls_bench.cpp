// Calls into an extension, direct calls for comparison, and whole requests without a socket.
#include <benchmark/benchmark.h>

#include <nlohmann/json.hpp>
#include <string>

#include "bench/boundary/loaded_app.h"
#include "core/app/pages/request_reads.h"
#include "core/app/request_state.h"
#include "core/base/testing/counted_allocations.h"

namespace carboy::bench {
namespace {

using core::app::Exchange;
using core::app::Outcome;
using core::app::View;
using core::base::allocations;

constexpr core::http::Field kFields[] = {{"Host", "127.0.0.1:5000"}, {"Connection", "keep-alive"}};
constexpr core::http::Field kReadFields[] = {
    {"Host", "127.0.0.1:5000"},
    {"Connection", "keep-alive"},
    {"User-Agent", "Mozilla/5.0 (X11; Linux x86_64)"},
    {"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"},
    {"Accept-Language", "en-US,en;q=0.5"},
    {"Accept-Encoding", "gzip, deflate, br"},
    {"Sec-Fetch-Site", "same-origin"},
    {"Cookie", "session=4711; theme=dark"}};
constexpr core::http::Field kJsonFields[] = {{"Host", "127.0.0.1:5000"},
                                             {"Content-Type", "application/json"}};

void fill_in(Exchange& exchange, std::string_view target) {
  exchange.clear();
  exchange.head.method = "GET";
  exchange.head.target = target;
  exchange.head.fields = kFields;
}

void fill_in_read(Exchange& exchange, std::string_view rule, std::string& target) {
  target.assign(rule).append("?page=2&order=name");
  fill_in(exchange, target);
  exchange.head.fields = kReadFields;
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

// Reads five parts of the request.
void request_reads(benchmark::State& state, const char* rule) {
  std::string target;
  answer(state, 200, [&](Exchange& exchange) { fill_in_read(exchange, rule, target); });
}

// Records that many reads of a request.
void record_reads(benchmark::State& state) {
  using core::pages::Source;
  static constexpr std::pair<Source, std::string_view> kReads[] = {{Source::argument, "page"},
                                                                   {Source::argument, "order"},
                                                                   {Source::cookie, "theme"},
                                                                   {Source::field, "Host"},
                                                                   {Source::field, "X-Missing"}};
  core::app::Kernel& kernel = loaded_app().kernel();
  Exchange exchange;
  std::string target;
  fill_in_read(exchange, bench_probe::kRecordedRule, target);
  kernel.prepare(exchange);
  core::pages::Reads& reads = *exchange.state().page.reads;
  for (auto _ : state) {
    reads.begin(1, 1);
    for (std::int64_t i = 0; i < state.range(0); ++i) {
      core::app::note_read(exchange, kReads[i].first, kReads[i].second);
    }
    benchmark::DoNotOptimize(reads.all().size());
  }
  kernel.finish(exchange);
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
BENCHMARK_CAPTURE(request_reads, unrecorded, bench_probe::kReadsRule);
BENCHMARK_CAPTURE(request_reads, recorded, bench_probe::kRecordedRule);
BENCHMARK(record_reads)->Arg(0)->Arg(1)->Arg(5);
BENCHMARK_CAPTURE(request, stored, bench_probe::kStoredRule, 200);
BENCHMARK(request_json)->Name("request/json");

}  // namespace
}  // namespace carboy::bench
