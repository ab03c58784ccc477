// A whole request without a socket, among 100 rules: without hooks, with five hooks of each kind,
// and with a view that fails. Counts the allocations of each.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/app/kernel.h"
#include "core/app/request_state.h"
#include "core/base/testing/counted_allocations.h"

namespace {

using carboy::core::base::allocations;
using namespace carboy::core::app;
namespace http = carboy::core::http;

class Greeting final : public View {
 public:
  Outcome call(Exchange& exchange) noexcept override {
    static_cast<void>(exchange.response.fields.set("Content-Type", "text/plain"));
    exchange.response.body.assign("Hello, World!");
    return Outcome::done;
  }
};
class Failing final : public View {
 public:
  Outcome call(Exchange&) noexcept override {
    fail(500, kError, "no");
    return Outcome::failed;
  }
};
class Idle final : public Hook {
 public:
  Outcome call(Exchange&) noexcept override { return Outcome::done; }
};
class IdleTeardown final : public TeardownHook {
 public:
  Outcome call(Exchange&, const Failure*) noexcept override { return Outcome::done; }
};

void add_route(Contribution& site, std::string rule, std::unique_ptr<View> view) {
  RouteEntry route;
  route.methods = {"GET"};
  route.rule = std::move(rule);
  route.view = std::move(view);
  site.routes.push_back(std::move(route));
}

void serve(benchmark::State& state, const char* target) {
  OwnerPool owners;
  carboy::core::signals::Registry signals;
  Kernel kernel({}, signals);
  Contribution site(owners.open("site", "1.0.0"));
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    site.blueprints[0].before.push_back(std::make_unique<Idle>());
    site.blueprints[0].after.push_back(std::make_unique<Idle>());
    site.blueprints[0].teardown.push_back(std::make_unique<IdleTeardown>());
  }
  for (int i = 0; i < 100; ++i) {
    add_route(site, "/things" + std::to_string(i) + "/<int:id>", std::make_unique<Greeting>());
  }
  add_route(site, "/fails", std::make_unique<Failing>());
  const Contribution* all[] = {&site};
  kernel.publish(kernel.build(all, [](const WrapperUse&) { return true; }));

  static const http::Field kFields[] = {{"Host", "example.org"}, {"Accept", "*/*"}};
  Exchange exchange;
  std::uint64_t before = 0, rounds = 0;
  for (auto _ : state) {
    exchange.clear();
    exchange.peer.address = "127.0.0.1";
    exchange.head.method = "GET";
    exchange.head.target = target;
    exchange.head.fields = kFields;
    kernel.prepare(exchange);
    kernel.handle(exchange);
    kernel.finish(exchange);
    // The exchange keeps what the first requests allocate.
    if (++rounds == 10) before = allocations();
  }
  const double counted = rounds > 10 ? static_cast<double>(rounds - 10) : 1;
  state.counters["allocations"] = static_cast<double>(allocations() - before) / counted;
  state.SetLabel(std::to_string(exchange.response.status));
}

BENCHMARK_CAPTURE(serve, view, "/things57/4711")->Arg(0)->Arg(5);
BENCHMARK_CAPTURE(serve, not_found, "/nothing/here")->Arg(0)->Arg(5);
BENCHMARK_CAPTURE(serve, failing, "/fails")->Arg(0)->Arg(5);

}  // namespace

BENCHMARK_MAIN();
