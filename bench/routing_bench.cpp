// Matching and building among 10, 1,000 and 10,000 rules, in time and allocations.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/testing/counted_allocations.h"
#include "core/routing/map.h"
#include "core/routing/request_target.h"

namespace {

using carboy::core::base::allocations;
using carboy::core::routing::Binding;
using carboy::core::routing::decode_target;
using carboy::core::routing::Map;
using carboy::core::routing::Match;
using carboy::core::routing::NamedValue;
using carboy::core::routing::RuleOptions;
using carboy::core::routing::Table;

// Returns a table with ten rules for each resource, as in a REST service. `count` is a multiple of
// ten.
std::unique_ptr<const Table> table_of(std::int64_t count) {
  Map map;
  const auto add = [&map](std::string rule, std::string endpoint,
                          std::initializer_list<const char*> methods) {
    RuleOptions options;
    options.rule = std::move(rule);
    options.endpoint = std::move(endpoint);
    options.methods.emplace(methods.begin(), methods.end());
    map.add(std::move(options));
  };
  for (std::int64_t i = 0; i < count / 10; ++i) {
    const std::string name = "resource" + std::to_string(i);
    const std::string base = "/api/v1/" + name;
    add(base + "/", name + ".list", {"GET"});
    add(base + "/", name + ".create", {"POST"});
    add(base + "/<int:id>", name + ".show", {"GET"});
    add(base + "/<int:id>", name + ".change", {"PUT", "PATCH"});
    add(base + "/<int:id>", name + ".remove", {"DELETE"});
    add(base + "/<int:id>/comments/<int:comment>", name + ".comment", {"GET"});
    add(base + "/by-name/<name>", name + ".by_name", {"GET"});
    add(base + "/<int:year>-<int:month>-<int:day>", name + ".by_day", {"GET"});
    add(base + "/files/<path:file>", name + ".file", {"GET"});
    add(base + "/about", name + ".about", {"GET"});
  }
  return map.compile();
}

void match_path(benchmark::State& state, const std::string& rest, const char* method) {
  const auto table = table_of(state.range(0));
  const std::string path = "/api/v1/resource" + std::to_string(state.range(0) / 20) + rest;
  Binding binding;
  binding.server_name = "example.org";
  Match match;
  table->match(binding, path, method, match);
  const std::uint64_t before = allocations();
  for (auto _ : state) {
    table->match(binding, path, method, match);
    benchmark::DoNotOptimize(match.rule());
  }
  state.counters["allocations"] = benchmark::Counter(static_cast<double>(allocations() - before),
                                                     benchmark::Counter::kAvgIterations);
  state.SetLabel(std::to_string(match.status()));
}

void build_url(benchmark::State& state) {
  const auto table = table_of(state.range(0));
  const std::string endpoint = "resource" + std::to_string(state.range(0) / 20) + ".comment";
  Binding binding;
  binding.server_name = "example.org";
  const std::vector<NamedValue> values = {{"id", 17}, {"comment", 4}, {"page", 2}};
  for (auto _ : state) benchmark::DoNotOptimize(table->build(binding, endpoint, values));
}

void compile_table(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(table_of(state.range(0)));
}

void decode_path(benchmark::State& state) {
  const std::string target =
      "/api/v1/resource17/by-name/%C3%A9t%C3%A9%20in%20town?page=2&sort=name";
  std::string path;
  std::string_view query;
  for (auto _ : state) benchmark::DoNotOptimize(decode_target(target, path, query));
}

BENCHMARK_CAPTURE(match_path, static, "/about", "GET")->Arg(10)->Arg(1000)->Arg(10000);
BENCHMARK_CAPTURE(match_path, int, "/4711", "GET")->Arg(10)->Arg(1000)->Arg(10000);
BENCHMARK_CAPTURE(match_path, two_ints, "/4711/comments/42", "GET")->Arg(10)->Arg(1000)->Arg(10000);
BENCHMARK_CAPTURE(match_path, string, "/by-name/ada", "GET")->Arg(10)->Arg(1000)->Arg(10000);
BENCHMARK_CAPTURE(match_path, three_in_a_part, "/2026-11-22", "GET")
    ->Arg(10)
    ->Arg(1000)
    ->Arg(10000);
BENCHMARK_CAPTURE(match_path, path, "/files/a/b/c.txt", "GET")->Arg(10)->Arg(1000)->Arg(10000);
BENCHMARK_CAPTURE(match_path, not_found, "/nothing/here", "GET")->Arg(10)->Arg(1000)->Arg(10000);
BENCHMARK_CAPTURE(match_path, method_not_allowed, "/about", "POST")->Arg(10)->Arg(1000)->Arg(10000);
BENCHMARK_CAPTURE(match_path, redirect, "", "GET")->Arg(10)->Arg(1000)->Arg(10000);
BENCHMARK(build_url)->Arg(10)->Arg(1000)->Arg(10000);
BENCHMARK(compile_table)->Arg(10)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(decode_path);

}  // namespace

BENCHMARK_MAIN();
