// Counts the allocations of a request with hooks.
#include <cstdint>

#include "core/app/testing/kernel_fixture.h"
#include "core/base/testing/counted_allocations.h"

namespace carboy::core::app {
namespace {

class RequestAllocation : public KernelFixture {
 protected:
  void add_hooks(Contribution& site, std::size_t count) {
    const auto counts = [this](Exchange&) {
      ++calls;
      return Outcome::done;
    };
    for (std::size_t i = 0; i < count; ++i) {
      BlueprintEntry& app = site.blueprints[0];
      app.before.push_back(std::make_unique<FunctionHook>(counts));
      app.after.push_back(std::make_unique<FunctionHook>(counts));
      app.teardown.push_back(std::make_unique<FunctionTeardown>([this](const Failure*) {
        ++calls;
        return Outcome::done;
      }));
    }
  }
  // Returns the allocations of one request on an exchange that has served others.
  std::uint64_t allocations_of(std::string_view target) {
    static const http::Field kFields[] = {
        {"Host", "example.org"}, {"User-Agent", "x"}, {"Accept", "*/*"}};
    Exchange exchange;
    std::uint64_t before = 0;
    for (int i = 0; i < 4; ++i) {
      exchange.clear();
      exchange.peer.address = "127.0.0.1";
      exchange.head.method = "GET";
      exchange.head.target = target;
      exchange.head.fields = kFields;
      before = base::allocations();
      kernel.prepare(exchange);
      kernel.handle(exchange);
      kernel.finish(exchange);
    }
    status = exchange.response.status;
    return base::allocations() - before;
  }

  int calls = 0;
  int status = 0;
};

TEST_F(RequestAllocation, AHundredRulesAndFiveHooksOfEachKind) {
  Contribution site(owners.open("site", "1.0.0"));
  add_hooks(site, 5);
  for (int i = 0; i < 100; ++i) {
    add_route(site, "/things" + std::to_string(i) + "/<int:id>", [](Exchange& exchange) {
      exchange.response.body.assign("a body that is longer than what a string holds in itself");
      static_cast<void>(exchange.response.fields.set("Content-Type", "text/plain"));
      return Outcome::done;
    });
  }
  publish({&site});
  EXPECT_EQ(allocations_of("/things57/4711"), 0u);
  EXPECT_EQ(status, 200);
  EXPECT_EQ(calls, 4 * 15);
}

TEST_F(RequestAllocation, APlain404IsNotDearEither) {
  publish({});
  EXPECT_LE(allocations_of("/nothing/here"), 12u);
  EXPECT_EQ(status, 404);
}

}  // namespace
}  // namespace carboy::core::app
