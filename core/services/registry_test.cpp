#include "core/services/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace carboy::core::services {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

TEST(Services, ASlotKeepsItsAddress) {
  Registry registry;
  Service& service = registry.service("mail.Mailer", 1);
  EXPECT_EQ(&registry.service("mail.Mailer", 1), &service);
  EXPECT_NE(&registry.service("mail.Mailer", 2), &service);
  EXPECT_EQ(service.pin(0).object, nullptr);
}

TEST(Services, AProviderComesAndGoes) {
  Registry registry;
  Service& service = registry.service("mail.Mailer", 1);
  int provider = 0;
  registry.provide(service, {&provider, 2, "mail", nullptr});
  EXPECT_THAT(registry.names(), testing::ElementsAre("mail.Mailer"));

  const Pin pin = service.pin(1);
  EXPECT_EQ(pin.object, &provider);
  auto departed = registry.withdraw(service, &provider);
  EXPECT_EQ(service.pin(0).object, nullptr) << "a provider that was withdrawn takes no new calls";
  EXPECT_FALSE(departed.wait(Clock::now() + 5ms)) << "it is still in use";
  Service::unpin(pin.token);
  EXPECT_TRUE(departed.wait(Clock::now() + 5s));
}

TEST(Services, AProviderThatIsTooOldIsNotUsed) {
  Registry registry;
  Service& service = registry.service("mail.Mailer", 1);
  int provider = 0;
  registry.provide(service, {&provider, 1, "mail", nullptr});
  EXPECT_EQ(service.pin(2).object, nullptr);
  const Pin pin = service.pin(1);
  EXPECT_EQ(pin.object, &provider);
  Service::unpin(pin.token);
}

TEST(Services, WithdrawingAReplacedProviderDoesNothing) {
  Registry registry;
  Service& service = registry.service("mail.Mailer", 1);
  int old_one = 0, new_one = 0;
  registry.provide(service, {&old_one, 0, "mail", nullptr});
  registry.provide(service, {&new_one, 0, "mail", nullptr});
  registry.withdraw(service, &old_one);
  const Pin pin = service.pin(0);
  EXPECT_EQ(pin.object, &new_one);
  Service::unpin(pin.token);
}

TEST(Services, NoCallReachesAProviderThatWasWithdrawn) {
  struct Provider {
    std::atomic<bool> alive{true};
  };
  Registry registry;
  Service& service = registry.service("x.Y", 1);
  std::atomic<bool> stop{false};
  std::atomic<long> calls{0}, dead{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 3; ++i) {
    callers.emplace_back([&] {
      while (!stop) {
        const Pin pin = service.pin(0);
        if (pin.object == nullptr) continue;
        if (!static_cast<Provider*>(pin.object)->alive) ++dead;
        ++calls;
        Service::unpin(pin.token);
      }
    });
  }
  std::vector<std::unique_ptr<Provider>> all;
  for (int round = 0; round < 300 || calls < 1000; ++round) {
    all.push_back(std::make_unique<Provider>());
    registry.provide(service, {all.back().get(), 0, "x", nullptr});
    std::this_thread::yield();
    auto departed = registry.withdraw(service, all.back().get());
    ASSERT_TRUE(departed.wait(Clock::now() + 10s));
    all.back()->alive = false;
  }
  stop = true;
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(dead, 0);
}

}  // namespace
}  // namespace carboy::core::services
