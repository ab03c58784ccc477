#include <carboy/bench_counter/counter.h>
#include <carboy/carboy.h>

#include <memory>

namespace {

class FixedCounter final : public carboy::bench_counter::Counter {
 public:
  std::uint64_t count() noexcept override { return 42; }
};

FixedCounter counter;

class FixedTally final : public carboy::bench_counter::Tally {
 public:
  std::uint64_t count() noexcept override { return 42; }
};

void init_app(carboy::App& app) {
  app.provide<carboy::bench_counter::Counter>(counter);
  for (int i = 0; i < 10; ++i) {
    app.provide<carboy::bench_counter::Tally>(std::make_unique<FixedTally>());
  }
  app.on(carboy::bench_counter::heard, [](std::int64_t number) {
    asm volatile("" : : "r"(number));
  });
}

}  // namespace

CARBOY_EXTENSION(init_app)
