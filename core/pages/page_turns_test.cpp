#include "core/pages/page_turns.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace carboy::core::pages {
namespace {

using namespace std::chrono_literals;

TEST(PageTurns, OneHasItAndTheOthersWait) {
  PageTurns turns;
  std::atomic<int> taken{0}, waited{0};
  std::vector<std::thread> threads;
  auto first = turns.take_or_wait("a", 0ms);
  ASSERT_TRUE(first);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { ++(turns.take_or_wait("a", 1min) ? taken : waited); });
  }
  EXPECT_TRUE(turns.take_or_wait("b", 0ms));
  EXPECT_EQ(waited, 0);
  first->set_stored();
  first.reset();
  for (std::thread& thread : threads) thread.join();
  // A thread that came after the end of the turn has taken one of its own.
  EXPECT_EQ(taken + waited, 4);
  EXPECT_TRUE(turns.take_or_wait("a", 0ms));
}

TEST(PageTurns, EndAfterALimitForThoseWhoWait) {
  PageTurns turns;
  const auto first = turns.take_or_wait("a", 0ms);
  EXPECT_FALSE(turns.take_or_wait("a", 1ms));
}

TEST(PageTurns, NobodyWaitsForAPageThatWasNotStored) {
  PageTurns turns;
  static_cast<void>(turns.take_or_wait("a", 0ms));
  {
    const auto second = turns.take_or_wait("a", 0ms);
    ASSERT_TRUE(second);
    EXPECT_FALSE(turns.take_or_wait("a", 24h));
  }
  turns.take_or_wait("a", 0ms)->set_stored();
  auto third = turns.take_or_wait("a", 0ms);
  EXPECT_FALSE(turns.take_or_wait("a", 1ms));
  auto moved = std::move(*third);
  moved.set_stored();
}

}  // namespace
}  // namespace carboy::core::pages
