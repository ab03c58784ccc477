#include "core/app/timing/cost.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <vector>

namespace carboy::core::app {
namespace {

// Runs until `length` ticks have passed.
void spend(std::uint64_t length) {
  const std::uint64_t begin = ticks();
  while (ticks() - begin < length) {
  }
}

TEST(Cost, TicksBecomeNanoseconds) {
  const auto begin = std::chrono::steady_clock::now();
  const std::uint64_t first = ticks();
  while (std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(20)) {
  }
  EXPECT_GT(nanoseconds_of(ticks() - first), 15'000'000U);
}

TEST(Cost, TimeCountsForTheInnermost) {
  ExtensionCost outer, inner;
  {
    const TimeInside in_outer(outer);
    spend(1'000'000);
    const TimeInside in_inner(inner);
    spend(100'000'000);
  }
  EXPECT_GT(outer.sum().nanoseconds, 0U);
  EXPECT_GE(inner.sum().nanoseconds, nanoseconds_of(99'000'000));
  EXPECT_LT(outer.sum().nanoseconds, inner.sum().nanoseconds);
}

TEST(Cost, KindsOfWorkAreCountedApart) {
  ExtensionCost cost;
  const std::uint64_t begin = ticks();
  {
    const TimeInside in_background(cost, Work::background);
    spend(1'000'000);
    {
      const TimeOutside waiting;
      spend(100'000'000);
      const TimeInside in_timer(cost, Work::timer);  // nested, as a slot that a signal calls
      spend(10'000'000);
    }
    const TimeInside in_slot(cost, Work::slot);
  }
  const std::uint64_t passed = ticks() - begin;
  const auto sum = cost.sum();
  const auto of = [&](Work work) { return sum.by_work[static_cast<std::size_t>(work)]; };
  EXPECT_EQ(of(Work::background).calls, 1U);
  EXPECT_EQ(of(Work::timer).calls, 1U);
  EXPECT_EQ(of(Work::slot).calls, 1U);
  EXPECT_EQ(of(Work::request).calls, 0U);
  EXPECT_GT(of(Work::background).nanoseconds, 0U);
  EXPECT_GE(of(Work::timer).nanoseconds, nanoseconds_of(9'900'000));
  EXPECT_GE(sum.nanoseconds, of(Work::timer).nanoseconds + of(Work::background).nanoseconds);
  EXPECT_LE(sum.nanoseconds, nanoseconds_of(passed - 90'000'000)) << "waiting counts for nobody";
}

TEST(Cost, RequestsOfAllThreadsAreCounted) {
  ExtensionCost cost;
  RouteCost route;
  std::vector<std::thread> threads;
  for (int i = 0; i < 20; ++i) {
    threads.emplace_back([&] {
      for (int request = 0; request < 1000; ++request) {
        cost.add_request(request % 10 == 0);
        route.add(1000);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(cost.sum().requests, 20'000U);
  EXPECT_EQ(cost.sum().errors, 2'000U);
  EXPECT_EQ(route.count(), 20'000U);
  cost.clear();
  EXPECT_EQ(cost.sum().requests, 0U);
}

TEST(Cost, BucketsAreAQuarterWide) {
  for (const std::uint64_t time : {300ULL, 1'000ULL, 123'456ULL, 9'876'543'210ULL}) {
    RouteCost route;
    route.add(time);
    const auto shown = static_cast<double>(route.nanoseconds_at(0.5));
    const auto right = static_cast<double>(nanoseconds_of(time));
    EXPECT_GE(shown, right * 0.98 - 1) << time;
    EXPECT_LE(shown, right * 1.27 + 1) << time;
  }
}

TEST(Cost, SharesOfTheRequests) {
  RouteCost route;
  EXPECT_EQ(route.nanoseconds_at(0.5), 0U);
  for (int i = 0; i < 98; ++i) route.add(1'000);
  route.add(1'000'000);
  route.add(~std::uint64_t{0});  // longer than the last bucket
  ASSERT_EQ(route.buckets().size(), 3U);
  EXPECT_LT(route.nanoseconds_at(0.5), nanoseconds_of(1'300));
  EXPECT_GT(route.nanoseconds_at(0.99), nanoseconds_of(900'000));
  EXPECT_LT(route.nanoseconds_at(0.99), nanoseconds_of(1'300'000));
  EXPECT_GT(route.nanoseconds_at(1), nanoseconds_of(1'000'000'000));
}

}  // namespace
}  // namespace carboy::core::app
