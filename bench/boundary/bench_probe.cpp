#include "bench/boundary/probe.h"

#include <carboy/carboy.h>

#include <optional>

#include "bench/boundary/counter.h"

namespace {

class LoopingProbe final : public bench_probe::Probe {
 public:
  explicit LoopingProbe(carboy::App& app)
      : unheard_(app.signal(bench_counter::unheard)),
        heard_(app.signal(bench_counter::heard)),
        counter_(app.service<bench_counter::Counter>()) {}

  void emit_unheard(std::uint64_t times) noexcept override {
    for (; times > 0; --times) unheard_(7);
  }
  void emit_heard(std::uint64_t times) noexcept override {
    for (; times > 0; --times) heard_(7);
  }
  std::uint64_t use_handle(std::uint64_t times) noexcept override {
    std::uint64_t sum = 0;
    for (; times > 0; --times) sum += counter_->count();
    return sum;
  }

 private:
  carboy::Emitter<std::int64_t> unheard_;
  carboy::Emitter<std::int64_t> heard_;
  carboy::Handle<bench_counter::Counter> counter_;
};

std::optional<LoopingProbe> probe;

carboy::Status empty_view(void*, carboy::abi::Request*, carboy::abi::Response*) noexcept {
  return carboy::Status::ok;
}

void init_app(carboy::App& app) {
  app.provide<bench_probe::Probe>(probe.emplace(app));
  app.get(bench_probe::kHelloRule, [] { return "Hello, World!"; }).nonblocking();
}

// What CARBOY_EXTENSION makes, and a route whose callback is given to the boundary as it is.
class ProbeExtension final : public carboy::abi::Extension {
 public:
  std::uint32_t sdk() noexcept override {
    return carboy::abi::kSdkMajor << 16 | carboy::abi::kSdkMinor;
  }
  carboy::Status start(carboy::abi::Host* host,
                       carboy::abi::Registrar* registrar) noexcept override {
    carboy::detail::host = host;
    return carboy::guarded([&] {
      carboy::LocalArena arena;
      carboy::App app(registrar, &arena);
      init_app(app);
      const carboy::Text get = "GET";
      carboy::detail::checked(
          registrar->app()->route(&get, 1, bench_probe::kEmptyRule, {&empty_view}));
    });
  }
  void stop() noexcept override { probe.reset(); }
};

}  // namespace

extern "C" __attribute__((visibility("default"))) carboy::abi::Extension*
carboy_extension() noexcept {
  static constinit ProbeExtension extension;
  return &extension;
}
