#include "core/abi/service_set_adapter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/app/failure.h"

namespace carboy::core::abi {
namespace {

using testing::ElementsAre;

class ServiceSetTest : public testing::Test {
 protected:
  ServiceSetTest() {
    stock.providers = {{&cards, 10, 1, &one}, {&cards, 0, 0, &two}};
    publish({&stock});
  }
  void publish(std::vector<const app::Contribution*> contributions) {
    kernel.publish(kernel.build(contributions, {}));
  }

  services::Registry registry;
  services::Set& cards = registry.set("admin.Card", 1);
  signals::Registry signals;
  app::OwnerPool owners;
  app::Kernel kernel{{}, signals};
  app::Contribution stock{owners.open("stock", "1.0.0")};
  std::vector<std::string> lines;
  ServiceSetAdapter::Log log = [this](base::LogLevel, std::string_view who, std::string_view line) {
    lines.push_back(std::string(who) + ": " + std::string(line));
  };
  ServiceSetAdapter set{cards, kernel, log};
  int one = 1, two = 2;
};

TEST_F(ServiceSetTest, ListsTheProviders) {
  const carboy::abi::ProviderList list = set.pin();
  ASSERT_EQ(list.count, 2u);
  EXPECT_EQ(list.items[0].object, &one);
  EXPECT_EQ(std::string_view(list.items[0].extension), "stock");
  EXPECT_EQ(list.items[0].priority, 10);
  EXPECT_EQ(list.items[0].minor_version, 1u);
  EXPECT_EQ(list.items[1].object, &two);
  EXPECT_NE(list.version, 0u);
  set.unpin(list.token);
}

TEST_F(ServiceSetTest, APinKeepsTheGeneration) {
  const carboy::abi::ProviderList list = set.pin();
  publish({});
  EXPECT_FALSE(kernel.wait_for_old_generations(std::chrono::steady_clock::now()));
  const carboy::abi::ProviderList next = set.pin();
  EXPECT_EQ(next.count, 0u);
  EXPECT_NE(next.version, list.version);
  set.unpin(next.token);
  set.unpin(list.token);
  EXPECT_TRUE(kernel.wait_for_old_generations(std::chrono::steady_clock::now()));
}

TEST_F(ServiceSetTest, AUnitSeesOneList) {
  {
    const app::OwnUnit unit;
    const carboy::abi::ProviderList list = set.pin();
    set.unpin(list.token);
    publish({});
    const carboy::abi::ProviderList again = set.pin();
    EXPECT_EQ(again.version, list.version);
    EXPECT_EQ(again.items, list.items);
    set.unpin(again.token);
    EXPECT_FALSE(kernel.wait_for_old_generations(std::chrono::steady_clock::now()));
  }
  EXPECT_TRUE(kernel.wait_for_old_generations(std::chrono::steady_clock::now()));
}

TEST_F(ServiceSetTest, KnowsWhoseCodeRuns) {
  const carboy::abi::ProviderList list = set.pin();
  EXPECT_EQ(app::RunningProvider::get(), nullptr);
  set.enter(list.token, 1);
  EXPECT_EQ(app::RunningProvider::get(), &stock.owner);
  {
    const app::OwnUnit unit;
    const carboy::abi::ProviderList inner = set.pin();
    set.enter(inner.token, 0);
    set.enter(inner.token, SIZE_MAX);
    set.unpin(inner.token);
  }
  EXPECT_EQ(app::RunningProvider::get(), &stock.owner);
  set.enter(list.token, SIZE_MAX);
  EXPECT_EQ(app::RunningProvider::get(), nullptr);
  set.unpin(list.token);
}

TEST_F(ServiceSetTest, AFailureIsLoggedAndCounted) {
  const carboy::abi::ProviderList list = set.pin();
  app::fail(500, app::kError, "no ink");
  set.report(list.token, 1);
  set.report(list.token, 2);  // there is none
  set.unpin(list.token);
  EXPECT_THAT(lines, ElementsAre("stock: a provider of admin.Card failed: no ink"));
  EXPECT_EQ(stock.owner.faults, 1u);
}

}  // namespace
}  // namespace carboy::core::abi
