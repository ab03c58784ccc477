#include "core/base/suggest.h"

#include <gtest/gtest.h>

#include <vector>

namespace carboy::core::base {
namespace {

const std::vector<std::string> kNames{"caching", "mail", "admin", "migrate"};

TEST(Suggest, CountsEdits) {
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("itn", "int"), 1u);
}

TEST(Suggest, FindsATypingMistake) {
  EXPECT_EQ(did_you_mean("cachng", kNames), " Did you mean \"caching\"?");
  EXPECT_EQ(did_you_mean("mial", kNames), " Did you mean \"mail\"?");
}

TEST(Suggest, SuggestsNothingForADifferentWord) {
  EXPECT_EQ(did_you_mean("payments", kNames), "");
  EXPECT_EQ(nearest("", kNames), std::nullopt);
}

TEST(Suggest, FindsAnIdByItsLastPart) {
  const std::vector<std::string> ids{"guide.Fresh", "carboy.Page"};
  EXPECT_EQ(did_you_mean_id("guide.Fesh", ids), " Did you mean \"guide.Fresh\"?");
  EXPECT_EQ(did_you_mean_id("Page", ids), " Did you mean \"carboy.Page\"?");
  EXPECT_EQ(did_you_mean_id("Freh", ids), " Did you mean \"guide.Fresh\"?");
  EXPECT_EQ(did_you_mean_id("other.Page", ids), "");
  EXPECT_EQ(did_you_mean_id("Payments", ids), "");
}

}  // namespace
}  // namespace carboy::core::base
