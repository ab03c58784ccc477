#include <carboy/bench_counter/counter.h>
#include <carboy/bench_probe/probe.h>
#include <carboy/carboy.h>
#include <carboy/json.h>
#include <carboy/pages.h>

#include <chrono>
#include <optional>

namespace {

class LoopingProbe final : public carboy::bench_probe::Probe {
 public:
  explicit LoopingProbe(carboy::App& app)
      : unheard_(app.signal(carboy::bench_counter::unheard)),
        heard_(app.signal(carboy::bench_counter::heard)),
        counter_(app.service<carboy::bench_counter::Counter>()),
        tallies_(app.services<carboy::bench_counter::Tally>()) {}

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
  std::uint64_t use_handle_again(std::uint64_t times) noexcept override {
    const carboy::UnitOfWork unit;
    return use_handle(times);
  }
  std::uint64_t use_providers(std::uint64_t times) noexcept override {
    std::uint64_t sum = 0;
    for (; times > 0; --times) {
      for (auto tally : tallies_.use()) sum += tally->count();
    }
    return sum;
  }

 private:
  carboy::Emitter<std::int64_t> unheard_;
  carboy::Emitter<std::int64_t> heard_;
  carboy::Handle<carboy::bench_counter::Counter> counter_;
  carboy::Services<carboy::bench_counter::Tally> tallies_;
};

std::optional<LoopingProbe> probe;

carboy::Status empty_view(void*, carboy::abi::Request*, carboy::abi::Response*) noexcept {
  return carboy::Status::ok;
}

std::size_t read_five(const carboy::Request& request) {
  return request.args.get("page", "").size() + request.args.get("order", "").size() +
         request.cookies.get("theme", "").size() + request.header("Host").value_or("").size() +
         request.header("X-Missing").value_or("").size();
}

void add_pages(carboy::App& app) {
  app.get(carboy::bench_probe::kReadsRule, [](const carboy::Request& request) {
    return read_five(request) > 0 ? "Hello, World!" : "";
  });
  app.get(carboy::bench_probe::kRecordedRule,
          [](const carboy::Request& request) {
            const bool is_any = read_five(request) > 0;
            carboy::mark_personal("a benchmark");  // so that it is made each time
            return is_any ? "Hello, World!" : "";
          })
      .with(carboy::page(std::chrono::hours(1)));
  app.get(carboy::bench_probe::kStoredRule, [] { return "Hello, World!"; })
      .with(carboy::page(std::chrono::hours(1)));
}

void init_app(carboy::App& app) {
  add_pages(app);
  app.provide<carboy::bench_probe::Probe>(probe.emplace(app));
  app.get(carboy::bench_probe::kHelloRule, [] { return "Hello, World!"; }).nonblocking();
  app.post(carboy::bench_probe::kJsonRule,
           [](const carboy::Request& request) { return request.json(); });
}

// Does what CARBOY_EXTENSION does, and registers a route whose callback crosses the boundary
// without the C++ API.
class ProbeExtension final : public carboy::abi::Extension {
 public:
  std::uint32_t sdk() noexcept override {
    return carboy::abi::kSdkMajor << 16 | carboy::abi::kSdkMinor;
  }
  carboy::Status start(carboy::abi::Host* host,
                       carboy::abi::Registrar* registrar) noexcept override {
    carboy::detail::host = host;
    return carboy::guarded([&] {
      carboy::detail::LocalArena arena;
      carboy::App app(registrar, &arena);
      init_app(app);
      const carboy::Text get = "GET";
      carboy::detail::checked(
          registrar->app()->route(&get, 1, carboy::bench_probe::kEmptyRule, {&empty_view}));
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
