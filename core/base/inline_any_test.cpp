#include "core/base/inline_any.h"

#include <gtest/gtest.h>

#include <memory>

namespace carboy::core::base {
namespace {

TEST(InlineAny, DestroysWhatItHolds) {
  auto count = std::make_shared<int>(0);
  InlineAny<32> room;
  EXPECT_FALSE(room.has_value());
  room.emplace<std::shared_ptr<int>>(count);
  EXPECT_EQ(count.use_count(), 2);
  EXPECT_EQ(room.get<std::shared_ptr<int>>(), count);
  room.emplace<int>(5);
  EXPECT_EQ(count.use_count(), 1);
  EXPECT_EQ(room.get<int>(), 5);
  room.reset();
  EXPECT_FALSE(room.has_value());
}

}  // namespace
}  // namespace carboy::core::base
