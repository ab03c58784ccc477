#include "core/base/words.h"

#include <gtest/gtest.h>

#include <vector>

namespace carboy::core::base {
namespace {

using Texts = std::vector<std::string>;

TEST(Joined, OfNothingIsEmpty) { EXPECT_EQ(joined(Texts{}), ""); }

TEST(Joined, OfOneTextIsTheText) { EXPECT_EQ(joined(Texts{"GET"}), "GET"); }

TEST(Joined, PutsACommaBetweenTexts) {
  EXPECT_EQ(joined(Texts{"GET", "HEAD", "PUT"}), "GET, HEAD, PUT");
}

TEST(Joined, TakesViewsAndAnotherSeparator) {
  EXPECT_EQ(joined(std::vector<std::string_view>{"a", "b"}, " -> "), "a -> b");
}

TEST(Counted, PutsTheNounIntoSingularOrPlural) {
  EXPECT_EQ(counted(0, "thread"), "0 threads");
  EXPECT_EQ(counted(1, "thread"), "1 thread");
  EXPECT_EQ(counted(2, "thread"), "2 threads");
}

TEST(WithSeparators, PutsACommaBetweenThousands) {
  EXPECT_EQ(with_separators(0), "0");
  EXPECT_EQ(with_separators(999), "999");
  EXPECT_EQ(with_separators(48210), "48,210");
  EXPECT_EQ(with_separators(1234567), "1,234,567");
}

}  // namespace
}  // namespace carboy::core::base
