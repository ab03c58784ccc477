#include <carboy/carboy.h>

#include "bench/boundary/counter.h"

namespace {

class FixedCounter final : public bench_counter::Counter {
 public:
  std::uint64_t count() noexcept override { return 42; }
};

FixedCounter counter;

void init_app(carboy::App& app) {
  app.provide<bench_counter::Counter>(counter);
  app.on(bench_counter::heard, [](std::int64_t number) { asm volatile("" : : "r"(number)); });
}

}  // namespace

CARBOY_EXTENSION(init_app)
