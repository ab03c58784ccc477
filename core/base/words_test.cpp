#include "core/base/words.h"

#include <gtest/gtest.h>

#include <vector>

namespace carboy::core::base {
namespace {

using Texts = std::vector<std::string>;

TEST(Joined, OfNothingIsEmpty) { EXPECT_EQ(joined(Texts{}), ""); }

TEST(Joined, OfOneWordIsTheWord) { EXPECT_EQ(joined(Texts{"GET"}), "GET"); }

TEST(Joined, PutsACommaBetweenWords) {
  EXPECT_EQ(joined(Texts{"GET", "HEAD", "PUT"}), "GET, HEAD, PUT");
}

TEST(Joined, TakesViewsAndAnotherSeparator) {
  EXPECT_EQ(joined(std::vector<std::string_view>{"a", "b"}, " -> "), "a -> b");
}

}  // namespace
}  // namespace carboy::core::base
