#include "core/app/scheduler.h"

#include <gtest/gtest.h>

#include <atomic>
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

TEST(Scheduler, RunsAgainAndAgain) {
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

TEST(Scheduler, CancelWaitsForTheRunThatGoesOn) {
  Scheduler scheduler;
  std::atomic<bool> entered{false}, leave{false};
  auto held = std::make_shared<int>(0);
  const auto id = scheduler.every(1ms, [&, held] {
    entered = true;
    while (!leave) std::this_thread::yield();
  });
  wait_until([&] { return entered.load(); });
  EXPECT_FALSE(scheduler.cancel(id, Clock::now() + 5ms));
  leave = true;
}

TEST(Scheduler, NothingOfATaskIsLeftAfterCancel) {
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

TEST(Background, EndsWhenItIsAskedTo) {
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

TEST(Background, OneThatNeverBeganHasEnded) {
  Background work("worker", [](StopSource&) {});
  EXPECT_TRUE(work.wait(Clock::now()));
}

}  // namespace
}  // namespace carboy::core::app
