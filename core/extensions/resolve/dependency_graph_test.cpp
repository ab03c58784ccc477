#include "core/extensions/resolve/dependency_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace carboy::core::extensions::dependency_graph {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(DependencyGraph, KeepsTheOrderOfWhatIsIndependent) {
  EXPECT_THAT(order({{}, {}, {}}), ElementsAre(0, 1, 2));
  EXPECT_THAT(order({}), IsEmpty());
}

TEST(DependencyGraph, PutsNeedsFirst) {
  EXPECT_THAT(order({{2}, {}, {}}), ElementsAre(2, 0, 1));
  EXPECT_THAT(order({{1}, {2}, {3}, {}}), ElementsAre(3, 2, 1, 0));
  EXPECT_THAT(order({{3, 1}, {}, {1}, {}}), ElementsAre(1, 3, 0, 2));
}

TEST(DependencyGraph, FindsAShortestCycleInEachComponent) {
  EXPECT_THAT(cycles({{1}, {2}, {}}), IsEmpty());
  EXPECT_THAT(cycles({{1}, {0}}), ElementsAre(ElementsAre(0, 1)));
  EXPECT_THAT(cycles({{0}}), ElementsAre(ElementsAre(0)));
  // 0 leads into the component 1 -> 2 -> 3 -> 1 with the short cut 2 -> 1; 4 and 5 are another.
  EXPECT_THAT(cycles({{1}, {2}, {3, 1}, {1}, {5}, {4}}),
              ElementsAre(ElementsAre(1, 2), ElementsAre(4, 5)));
}

TEST(DependencyGraph, OrdersEveryGraphWithoutCycles) {
  std::mt19937 random(7);  // NOLINT: the same graphs in every run
  for (int round = 0; round < 200; ++round) {
    const std::size_t size = 1 + random() % 12;
    std::vector<std::size_t> names(size);
    for (std::size_t i = 0; i < size; ++i) names[i] = i;
    std::shuffle(names.begin(), names.end(), random);
    Needs needs(size);
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (random() % 3 == 0) needs[names[i]].push_back(names[j]);
      }
    }
    EXPECT_THAT(cycles(needs), IsEmpty());
    const std::vector<std::size_t> result = order(needs);
    ASSERT_EQ(result.size(), size);
    std::vector<bool> started(size);
    for (const std::size_t node : result) {
      for (const std::size_t before : needs[node]) EXPECT_TRUE(started[before]);
      started[node] = true;
    }
  }
}

TEST(DependencyGraph, ManagesLongChains) {
  constexpr std::size_t kLength = 5000;
  Needs needs(kLength);
  for (std::size_t i = 0; i + 1 < kLength; ++i) needs[i].push_back(i + 1);
  EXPECT_EQ(order(needs).front(), kLength - 1);
}

}  // namespace
}  // namespace carboy::core::extensions::dependency_graph
