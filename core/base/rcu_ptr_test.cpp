#include "core/base/rcu_ptr.h"

#include <gtest/gtest.h>

#include <thread>

namespace carboy::core::base {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

TEST(RcuPtr, IsEmptyAtFirst) {
  RcuPtr<int> cell;
  EXPECT_TRUE(cell.empty());
  EXPECT_FALSE(cell.read());
}

TEST(RcuPtr, ReturnsTheLatestVersion) {
  RcuPtr<int> cell(std::make_unique<int>(1));
  cell.publish(std::make_unique<int>(2));
  EXPECT_EQ(*cell.read(), 2);
}

TEST(RcuPtr, ALeaseKeepsItsVersion) {
  RcuPtr<int> cell(std::make_unique<int>(1));
  auto lease = cell.read();
  auto retired = cell.publish(std::make_unique<int>(2));
  EXPECT_EQ(*lease, 1);
  EXPECT_EQ(retired.readers(), 1);
  EXPECT_FALSE(retired.wait(Clock::now() + 5ms));
  lease.reset();
  EXPECT_TRUE(retired.wait(Clock::now() + 5s));
}

TEST(RcuPtr, ALeaseCrossesAsANumber) {
  RcuPtr<int> cell(std::make_unique<int>(7));
  const std::uint64_t token = cell.read().detach();
  auto retired = cell.publish(nullptr);
  EXPECT_EQ(retired.readers(), 1);
  EXPECT_EQ(*RcuPtr<int>::Lease::attach(token), 7);
  EXPECT_EQ(retired.readers(), 0);
  EXPECT_TRUE(cell.empty());
}

// Each version is a pair of equal numbers; a reader that saw a freed version, or half of another,
// would see them differ.
TEST(RcuPtr, ReadersNeverSeeAVersionThatWasFreed) {
  struct Pair {
    int a, b;
    ~Pair() { a = -1; }
  };
  RcuPtr<Pair> cell(std::make_unique<Pair>(Pair{0, 0}));
  std::atomic<bool> stop{false};
  std::atomic<long> wrong{0}, reads{0};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!stop.load(std::memory_order_relaxed)) {
        const auto lease = cell.read();
        if (lease->a != lease->b) ++wrong;
        ++reads;
      }
    });
  }
  for (int version = 1; version <= 2000 || reads < 1000; ++version) {
    cell.publish(std::make_unique<Pair>(Pair{version, version}));
  }
  stop = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace carboy::core::base
