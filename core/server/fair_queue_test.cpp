#include "core/server/fair_queue.h"

#include <gmock/gmock.h>

#include <string>

#include "core/base/testing/counted_allocations.h"

namespace carboy::core::server {
namespace {

using ::testing::ElementsAre;

class FairQueueTest : public ::testing::Test {
 protected:
  bool push(FairQueue::Lane lane, const std::string& name) {
    FairQueue::Job displaced;
    const bool taken = queue.push(
        lane, [this, name] { said.push_back(name); },
        [this, name] { said.push_back("no " + name); }, displaced);
    if (displaced) displaced();
    return taken;
  }
  void rest(FairQueue::Lane lane, const std::string& name) {
    queue.push_rest(lane, [this, name] { said.push_back(name); });
  }
  std::vector<std::string> run_all() {
    while (queue.size() > 0) queue.pop()();
    return std::exchange(said, {});
  }
  FairQueue queue{6};
  std::vector<std::string> said;
};

TEST_F(FairQueueTest, OneLaneIsServedInOrder) {
  for (const char* name : {"a1", "a2", "a3"}) EXPECT_TRUE(push(7, name));
  EXPECT_THAT(run_all(), ElementsAre("a1", "a2", "a3"));
}

TEST_F(FairQueueTest, LanesHaveTheirTurns) {
  for (const char* name : {"a1", "a2", "a3"}) EXPECT_TRUE(push(0, name));
  EXPECT_TRUE(push(255, "b1"));
  EXPECT_TRUE(push(9, "c1"));
  EXPECT_TRUE(push(9, "c2"));
  EXPECT_THAT(run_all(), ElementsAre("a1", "b1", "c1", "a2", "c2", "a3"));
}

TEST_F(FairQueueTest, ALaterClientWaitsForOneJobOfEachLane) {
  for (const char* name : {"a1", "a2", "a3"}) EXPECT_TRUE(push(0, name));
  queue.pop()();
  EXPECT_TRUE(push(1, "b1"));
  EXPECT_THAT(run_all(), ElementsAre("a1", "a2", "b1", "a3"));
}

TEST_F(FairQueueTest, WhatHasBegunGoesBeforeTheRestOfItsLane) {
  EXPECT_TRUE(push(0, "a1"));
  EXPECT_TRUE(push(0, "a2"));
  rest(0, "a0");
  EXPECT_TRUE(push(1, "b1"));
  EXPECT_THAT(run_all(), ElementsAre("a0", "b1", "a1", "a2"));
}

TEST_F(FairQueueTest, WhatHasBegunDoesNotHoldUpTheRestOfItsLaneForEver) {
  EXPECT_TRUE(push(0, "a1"));
  EXPECT_TRUE(push(0, "a2"));
  for (const char* name : {"r1", "r2", "r3"}) rest(0, name);
  EXPECT_THAT(run_all(), ElementsAre("r1", "a1", "r2", "a2", "r3"));
}

TEST_F(FairQueueTest, AFullQueueRefusesTheLongestLane) {
  for (const char* name : {"a1", "a2", "a3", "a4", "a5", "a6"}) EXPECT_TRUE(push(0, name));
  EXPECT_FALSE(push(0, "a7"));
  EXPECT_TRUE(push(1, "b1"));
  EXPECT_TRUE(push(1, "b2"));
  EXPECT_TRUE(push(1, "b3"));
  EXPECT_FALSE(push(1, "b4")) << "three each: no lane is longer";
  EXPECT_TRUE(push(2, "c1"));
  EXPECT_EQ(queue.size(), 6u);
  EXPECT_THAT(run_all(),
              ElementsAre("no a6", "no a5", "no a4", "no a3", "a1", "b1", "c1", "a2", "b2", "b3"));
}

TEST_F(FairQueueTest, AJobIsNotDisplacedFromALaneOfOne) {
  FairQueue::Job displaced;
  for (int lane = 0; lane < 6; ++lane) {
    EXPECT_TRUE(push(static_cast<FairQueue::Lane>(lane), std::to_string(lane)));
  }
  EXPECT_FALSE(push(6, "6"));
  EXPECT_THAT(run_all(), ElementsAre("0", "1", "2", "3", "4", "5"));
}

TEST_F(FairQueueTest, TheRestOfAJobIsAlwaysQueued) {
  for (const char* name : {"a1", "a2", "a3", "a4", "a5", "a6"}) EXPECT_TRUE(push(0, name));
  for (int i = 0; i < 100; ++i) rest(0, "r");
  EXPECT_EQ(queue.size(), 106u);
  EXPECT_FALSE(push(0, "a7"));
  EXPECT_TRUE(push(1, "b1"));
  EXPECT_EQ(run_all().size(), 107u);
  EXPECT_TRUE(push(0, "a8")) << "nothing is waiting";
}

// Compares with a simple model: each job comes out once, and in order within its lane.
TEST_F(FairQueueTest, LosesNothing) {
  FairQueue big(500);
  std::array<int, FairQueue::kLanes> pushed{}, popped{};
  unsigned state = 1;
  int refusals = 0;
  for (int step = 0; step < 100'000; ++step) {
    state = state * 1103515245 + 12345;
    const auto lane = static_cast<FairQueue::Lane>((state >> 16U) % 7);
    if ((state >> 8U) % 16 < 9) {
      FairQueue::Job displaced;
      const int number = pushed[lane];
      const bool taken = big.push(
          lane, [&popped, lane, number] { EXPECT_EQ(popped[lane]++, number); },
          [&pushed, &refusals, lane] { --pushed[lane], ++refusals; }, displaced);
      if (taken) ++pushed[lane];
      if (displaced) displaced();
    } else if (big.size() > 0) {
      big.pop()();
    }
  }
  while (big.size() > 0) big.pop()();
  EXPECT_EQ(pushed, popped);
}

TEST_F(FairQueueTest, NeedsNoMemoryOnceItHasSome) {
  FairQueue::Job displaced;
  const auto cycle = [&] {
    for (int i = 0; i < 6; ++i) {
      EXPECT_TRUE(queue.push(
          static_cast<FairQueue::Lane>(i % 2), [this] { said.clear(); }, [this] { said.clear(); },
          displaced));
    }
    while (queue.size() > 0) queue.pop()();
  };
  cycle();
  const auto before = base::allocations();
  for (int i = 0; i < 100; ++i) cycle();
  EXPECT_EQ(base::allocations(), before);
}

}  // namespace
}  // namespace carboy::core::server
