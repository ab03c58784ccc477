#include "core/server/deadlines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <random>

namespace carboy::core::server {
namespace {

using ::testing::ElementsAre;

struct Item : Timed {
  int number = 0;
};

class DeadlineWheelTest : public ::testing::Test {
 protected:
  DeadlineWheelTest() { wheel.jump(1000); }
  std::vector<int> advance(Tick now) {
    std::vector<int> due;
    wheel.advance(now, [&](Timed& item) { due.push_back(static_cast<Item&>(item).number); });
    return due;
  }
  Item& item(int number) {
    items.emplace_back().number = number;
    return items.back();
  }
  DeadlineWheel wheel;
  std::deque<Item> items;
};

TEST_F(DeadlineWheelTest, ReachesDeadlinesInOrder) {
  wheel.set(item(1), 1003);
  wheel.set(item(2), 1001);
  wheel.set(item(3), 1003);
  EXPECT_THAT(advance(1000), ElementsAre());
  EXPECT_THAT(advance(1002), ElementsAre(2));
  EXPECT_THAT(advance(1003), ElementsAre(1, 3));
  EXPECT_TRUE(wheel.empty());
}

TEST_F(DeadlineWheelTest, MovesDeadlinesBothWays) {
  Item& later = item(1);
  Item& earlier = item(2);
  wheel.set(later, 1005);
  wheel.set(later, 1010);
  wheel.set(earlier, 1010);
  wheel.set(earlier, 1005);
  EXPECT_THAT(advance(1009), ElementsAre(2));
  EXPECT_THAT(advance(1010), ElementsAre(1));
}

TEST_F(DeadlineWheelTest, ForgetsWhatIsRemovedOrNeverDue) {
  Item& removed = item(1);
  Item& never = item(2);
  wheel.set(removed, 1002);
  wheel.set(never, 1002);
  wheel.remove(removed);
  wheel.remove(removed);
  wheel.set(never, DeadlineWheel::kNever);
  EXPECT_THAT(advance(1100), ElementsAre());
  EXPECT_TRUE(wheel.empty());
}

TEST_F(DeadlineWheelTest, ReachesBeyondItsOwnSize) {
  wheel.set(item(1), 1000 + 5000);
  EXPECT_THAT(advance(5999), ElementsAre());
  EXPECT_THAT(advance(6000), ElementsAre(1));
}

TEST_F(DeadlineWheelTest, WhatIsDueMaySetAndRemoveOthers) {
  Item& first = item(1);
  Item& second = item(2);
  wheel.set(first, 1001);
  wheel.set(second, 1001);
  std::vector<int> due;
  wheel.advance(1005, [&](Timed& timed) {
    due.push_back(static_cast<Item&>(timed).number);
    if (&timed != &first || due.size() > 1) return;
    wheel.remove(second);
    wheel.set(first, 1003);
  });
  EXPECT_THAT(due, ElementsAre(1, 1));
}

TEST_F(DeadlineWheelTest, AgreesWithASimpleListOnRandomMoves) {
  std::mt19937 random(7);
  std::vector<Tick> due(200, DeadlineWheel::kNever);
  for (int i = 0; i < 200; ++i) item(i);
  for (Tick now = 1001; now < 6000; ++now) {
    for (int i = 0; i < 5; ++i) {
      const auto chosen = random() % 200;
      const Tick when = random() % 10 == 0 ? DeadlineWheel::kNever : now + random() % 3000;
      due[chosen] = when;
      wheel.set(items[chosen], when);
    }
    std::vector<int> expected;
    for (std::size_t i = 0; i < due.size(); ++i) {
      if (due[i] != now) continue;
      expected.push_back(static_cast<int>(i));
      due[i] = DeadlineWheel::kNever;
    }
    ASSERT_THAT(advance(now), ::testing::UnorderedElementsAreArray(expected)) << now;
  }
}

TEST(PauseQueue, GivesTheEarliestFirst) {
  using std::chrono::seconds;
  const PauseQueue::Clock::time_point start{};
  PauseQueue pauses;
  for (const int at : {5, 1, 4, 2, 3}) {
    pauses.add({start + seconds(at), static_cast<std::uint64_t>(at), 0});
  }
  std::vector<std::uint64_t> order;
  for (; !pauses.empty(); pauses.pop()) order.push_back(pauses.first().tag);
  EXPECT_THAT(order, ElementsAre(1, 2, 3, 4, 5));
}

}  // namespace
}  // namespace carboy::core::server
