#include <carboy/bench_counter/counter.h>
#include <carboy/carboy.h>

namespace {

class FixedCounter final : public carboy::bench_counter::Counter {
 public:
  std::uint64_t count() noexcept override { return 42; }
};

FixedCounter counter;

void init_app(carboy::App& app) {
  app.provide<carboy::bench_counter::Counter>(counter);
  app.on(carboy::bench_counter::heard, [](std::int64_t number) {
    asm volatile("" : : "r"(number));
  });
}

}  // namespace

CARBOY_EXTENSION(init_app)
