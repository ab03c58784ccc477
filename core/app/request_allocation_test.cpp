// How often a request with hooks asks for memory.
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>

#include "core/app/testing/kernel_fixture.h"

namespace {
std::atomic<std::uint64_t> allocations{0};
}

[[gnu::noinline]] void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  allocations.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

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
  // Of one request, when the exchange has served others.
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
      before = allocations.load();
      kernel.prepare(exchange);
      kernel.handle(exchange);
      kernel.finish(exchange);
    }
    status = exchange.response.status;
    return allocations.load() - before;
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
