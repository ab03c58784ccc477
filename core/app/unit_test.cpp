#include "core/app/unit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/app/testing/kernel_fixture.h"

namespace carboy::core::app {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using SteadyClock = std::chrono::steady_clock;

class UnitOfWorkTest : public testing::Test {
 protected:
  services::Registry registry;
  services::Service& service = registry.service("sql.Database", 1);
  int old_one = 0, new_one = 0;
};

TEST_F(UnitOfWorkTest, KeepsTheProviderThatItHasSeenFirst) {
  registry.provide(service, {&old_one, 2, "sql", nullptr});
  Unit unit;
  EXPECT_EQ(unit.pin(service, 0).object, &old_one);
  auto departed = registry.provide(service, {&new_one, 2, "sql", nullptr});
  const services::Pin again = unit.pin(service, 1);
  EXPECT_EQ(again.object, &old_one);
  EXPECT_EQ(again.token, 0u);
  services::Service::unpin(again.token);
  EXPECT_FALSE(departed.wait(SteadyClock::now() + 5ms)) << "the unit still holds it";
  unit.end();
  EXPECT_TRUE(departed.wait(SteadyClock::now() + 5s));
  EXPECT_EQ(unit.pin(service, 0).object, &new_one);
}

TEST_F(UnitOfWorkTest, AProviderThatIsTooOldIsNotUsed) {
  registry.provide(service, {&old_one, 1, "sql", nullptr});
  Unit unit;
  EXPECT_EQ(unit.pin(service, 2).object, nullptr);
  EXPECT_EQ(unit.pin(service, 1).object, &old_one);
  EXPECT_EQ(unit.pin(service, 2).object, nullptr);
}

TEST_F(UnitOfWorkTest, AProviderMayComeLater) {
  Unit unit;
  EXPECT_EQ(unit.pin(service, 0).object, nullptr);
  registry.provide(service, {&new_one, 0, "sql", nullptr});
  EXPECT_EQ(unit.pin(service, 0).object, &new_one);
}

TEST_F(UnitOfWorkTest, IsTheThreadsCurrentOne) {
  registry.provide(service, {&old_one, 0, "sql", nullptr});
  EXPECT_EQ(CurrentUnit::get(), nullptr);
  const services::Pin outside = pin(service, 0);
  EXPECT_NE(outside.token, 0u);
  services::Service::unpin(outside.token);
  {
    const OwnUnit outer;
    Unit* const first = CurrentUnit::get();
    EXPECT_EQ(pin(service, 0).token, 0u);
    {
      Unit inner;
      const CurrentUnit current(inner);
      EXPECT_EQ(CurrentUnit::get(), &inner);
    }
    EXPECT_EQ(CurrentUnit::get(), first);
  }
  EXPECT_EQ(CurrentUnit::get(), nullptr);
  EXPECT_TRUE(registry.withdraw(service, &old_one).wait(SteadyClock::now() + 5s));
}

TEST_F(UnitOfWorkTest, SeesWhatItIsShown) {
  registry.provide(service, {&old_one, 0, "sql", nullptr});
  Unit unit;
  unit.show(service, {&new_one, 99, nullptr, 3});
  const services::Pin shown = unit.pin(service, 3);
  EXPECT_EQ(shown.object, &new_one);
  EXPECT_EQ(shown.token, 0u);
}

TEST_F(UnitOfWorkTest, CallsItsWatcher) {
  struct Tags final : Unit::Watcher {
    void holds(void* tag) noexcept override { seen.push_back(tag); }
    std::vector<void*> seen;
  };
  services::Service& other = registry.service("mail.Mailer", 1);
  registry.provide(service, {&old_one, 0, "sql", &old_one});
  registry.provide(other, {&new_one, 0, "mail", &new_one});
  Unit unit;
  unit.pin(service, 0);
  Tags tags;
  unit.watch(&tags);
  unit.pin(service, 0);
  unit.pin(other, 0);
  EXPECT_THAT(tags.seen, ElementsAre(&old_one, &new_one));
}

class RequestUnitTest : public KernelFixture {
 protected:
  services::Registry registry;
  services::Service& service = registry.service("sql.Database", 1);
  services::Set& cards = registry.set("admin.Card", 1);
  int one = 1, two = 2, three = 3;
};

TEST_F(RequestUnitTest, EndsWithTheView) {
  registry.provide(service, {&one, 0, "sql", nullptr});
  Contribution shop(owners.open("shop", "1.0.0"));
  std::vector<void*> seen;
  std::vector<services::Registry::Departed> departed;
  add_route(shop, "/", [&](Exchange&) {
    seen.push_back(pin(service, 0).object);
    departed.push_back(registry.provide(service, {&two, 0, "sql", nullptr}));
    seen.push_back(pin(service, 0).object);
    return Outcome::done;
  });
  publish({&shop});
  ask("/");
  ask("/");
  EXPECT_THAT(seen, ElementsAre(&one, &one, &two, &two));
}

TEST_F(RequestUnitTest, SeesTheListsOfItsGeneration) {
  Contribution shop(owners.open("shop", "1.0.0")), stock(owners.open("stock", "1.0.0"));
  stock.providers.push_back({&cards, 0, 0, &one});
  std::vector<std::size_t> sizes;
  add_route(shop, "/", [&](Exchange&) {
    if (sizes.size() % 2 == 0) {
      stock.providers.push_back({&cards, 0, 0, &two});
      publish({&shop, &stock});
    }
    sizes.push_back(kernel.lists_of(*CurrentUnit::get()).of(cards).items.size());
    return Outcome::done;
  });
  publish({&shop, &stock});
  ask("/");
  EXPECT_THAT(sizes, ElementsAre(1u)) << "the list was published during the request";
  const OwnUnit unit;
  EXPECT_EQ(kernel.lists_of(*CurrentUnit::get()).of(cards).items.size(), 2u);
}

TEST_F(RequestUnitTest, ListsAreSortedByPriorityThenByTheApp) {
  Contribution a(owners.open("a", "1.0.0")), b(owners.open("b", "1.0.0"));
  Contribution guest(owners.open("guest", "1.0.0"));
  a.providers = {{&cards, 0, 2, &one}, {&cards, 5, 0, &two}};
  b.providers = {{&cards, 0, 0, &three}};
  guest.providers = {{&cards, 0, 0, &cards}};
  const std::vector<const Contribution*> all{&guest, &a, &b};
  const std::vector<std::string> listed{"b", "a"};
  const ProviderLists lists(7, all, listed);
  std::vector<void*> objects;
  for (const Provider& each : lists.of(cards).items) objects.push_back(each.object);
  EXPECT_THAT(objects, ElementsAre(&two, &three, &one, &cards));
  EXPECT_EQ(lists.version(), 7u);
  const Provider& last_of_a = lists.of(cards).items[2];
  EXPECT_EQ(std::string(last_of_a.extension, last_of_a.extension_size), "a");
  EXPECT_EQ(last_of_a.minor_version, 2u);
  EXPECT_TRUE(lists.of(registry.set("admin.Page", 1)).items.empty());
  EXPECT_TRUE(a.is_app_wide()) << "requests of all extensions may be inside a provider";
}

TEST_F(RequestUnitTest, AGenerationThatIsRefusedHasANumberOfItsOwn) {
  const auto refused = kernel.build({}, {});
  const auto next = kernel.build({}, {});
  EXPECT_LT(refused->number(), next->number());
}

}  // namespace
}  // namespace carboy::core::app
