// The cost of changing one key of an extension's state, among 10 keys and among 10,000, on one
// thread and on two at once.
#include <benchmark/benchmark.h>

#include <atomic>
#include <string>

#include "core/abi/state_adapter.h"
#include "core/extensions/life/state_store.h"

namespace carboy::bench {
namespace {

std::string key_of(std::int64_t number) { return "visits/" + std::to_string(number); }

Status add_one(void*, const Bytes* old, TextSink out) noexcept {
  const std::string bytes(old->data, old->size);
  out.put(std::to_string(std::stol(bytes) + 1));
  return Status::ok;
}

void update_among(benchmark::State& state) {
  static core::extensions::StateStore store;
  core::extensions::KeptState& kept = store.of("bench" + std::to_string(state.range(0)));
  core::abi::StateAdapter adapter(kept);
  if (state.thread_index() == 0 && kept.get(key_of(0)) == nullptr) {
    for (std::int64_t i = 0; i < state.range(0); ++i) adapter.put(Text(key_of(i)), {"1", 1});
  }
  std::int64_t next = state.thread_index();
  for (auto _ : state) {
    next = (next * 7919 + 1) % state.range(0);
    benchmark::DoNotOptimize(adapter.update(Text(key_of(next)), {&add_one, nullptr}));
  }
}

BENCHMARK(update_among)->Arg(10)->Arg(10'000)->Threads(1)->Threads(2);

}  // namespace
}  // namespace carboy::bench
