#include "core/app/scheduler.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>

#include "core/app/background.h"

namespace carboy::core::app {
namespace {

using namespace std::chrono_literals;
using Clock = Scheduler::Clock;

void wait_until(const std::function<bool()>& holds) {
  const auto deadline = Clock::now() + 20s;
  while (!holds() && Clock::now() < deadline) std::this_thread::yield();
  ASSERT_TRUE(holds());
}

TEST(Scheduler, RunsPeriodically) {
  Scheduler scheduler;
  std::atomic<int> runs{0};
  const auto id = scheduler.every(1ms, [&] { ++runs; });
  wait_until([&] { return runs >= 3; });
  EXPECT_TRUE(scheduler.cancel(id, Clock::now() + 5s));
  EXPECT_FALSE(scheduler.contains(id));
  const int last = runs;
  const auto other = scheduler.every(1ms, [&] {});
  scheduler.cancel(other, Clock::now() + 5s);
  EXPECT_EQ(runs, last);
}

TEST(Scheduler, RunsOfOneTaskNeverOverlap) {
  Scheduler scheduler;
  std::atomic<int> inside{0}, runs{0}, overlaps{0};
  const auto id = scheduler.every(1ms, [&] {
    if (++inside > 1) ++overlaps;
    std::this_thread::yield();
    --inside;
    ++runs;
  });
  wait_until([&] { return runs >= 20; });
  EXPECT_TRUE(scheduler.cancel(id, Clock::now() + 5s));
  EXPECT_EQ(overlaps, 0);
}

TEST(Scheduler, CancelWaitsForTheCurrentRun) {
  std::atomic<bool> entered{false}, leave{false};
  Scheduler scheduler;
  auto held = std::make_shared<int>(0);
  const auto id = scheduler.every(1ms, [&, held] {
    entered = true;
    while (!leave) std::this_thread::yield();
  });
  wait_until([&] { return entered.load(); });
  EXPECT_FALSE(scheduler.cancel(id, Clock::now() + 5ms));
  leave = true;
}

TEST(Scheduler, CancelFreesTheTask) {
  Scheduler scheduler;
  std::atomic<int> runs{0};
  for (int round = 0; round < 50; ++round) {
    auto held = std::make_shared<int>(0);
    const int before = runs;
    const auto id = scheduler.every(1ms, [&runs, held] { ++runs; });
    wait_until([&] { return runs > before; });
    ASSERT_TRUE(scheduler.cancel(id, Clock::now() + 5s));
    EXPECT_EQ(held.use_count(), 1);
  }
}

TEST(Background, EndsWhenAsked) {
  std::atomic<bool> ended{false};
  auto held = std::make_shared<int>(0);
  {
    Background work("worker", [&, held](StopSource& stop) {
      while (!stop.wait_for(1h)) {
      }
      ended = true;
    });
    work.start();
    EXPECT_FALSE(work.wait(Clock::now() + 5ms));
    work.request_stop();
    EXPECT_TRUE(work.wait(Clock::now() + 5s));
    EXPECT_TRUE(ended);
  }
  EXPECT_EQ(held.use_count(), 1);
}

TEST(Background, WorkThatNeverBeganHasEnded) {
  Background work("worker", [](StopSource&) {});
  EXPECT_TRUE(work.wait(Clock::now()));
}

TEST(HeldScheduler, RunsNothingByItself) {
  Scheduler scheduler;
  scheduler.hold();
  std::atomic<int> runs{0};
  const auto id = scheduler.every(1ms, [&] { ++runs; });
  std::chrono::nanoseconds last{-1};
  const auto moved = [&](std::chrono::nanoseconds so_far) { last = so_far; };
  scheduler.advance(999us, moved);
  EXPECT_EQ(runs, 0);
  EXPECT_EQ(last, 999us);
  scheduler.advance(1us, moved);
  EXPECT_EQ(runs, 1);
  EXPECT_TRUE(scheduler.cancel(id, Clock::now()));
  scheduler.advance(1h, moved);
  EXPECT_EQ(runs, 1);
}

TEST(HeldScheduler, RunsInTheOrderOfTime) {
  Scheduler scheduler;
  scheduler.hold();
  std::string order;
  std::chrono::nanoseconds at{0};
  const auto note = [&](const char* mark) {
    order +=
        mark + std::to_string(std::chrono::duration_cast<std::chrono::seconds>(at).count()) + " ";
  };
  scheduler.every(2s, [&] { note("a"); });
  scheduler.every(3s, [&] { note("b"); });
  scheduler.advance(7s, [&](std::chrono::nanoseconds so_far) { at = so_far; });
  EXPECT_EQ(order, "a2 b3 a4 a6 b6 ");
  EXPECT_EQ(at, 7s);
}

}  // namespace
}  // namespace carboy::core::app
