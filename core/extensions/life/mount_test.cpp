#include "core/extensions/life/mount.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace carboy::core::extensions {
namespace {

TEST(Mount, IsTakenOutOfTheSettings) {
  nlohmann::json settings{{"mount", "/go"}, {"size", 5}};
  EXPECT_EQ(take_mount(settings), "/go");
  EXPECT_EQ(settings, (nlohmann::json{{"size", 5}}));
  EXPECT_EQ(take_mount(settings), "");
}

TEST(Mount, IsAPath) {
  for (const char* right : {"/go", "/a/b", "/a.b", "/~x", "/_-"}) {
    EXPECT_EQ(mount_fault(right), "") << right;
  }
  for (const char* wrong :
       {"", "/", "go", "/go/", "//go", "/a//b", "/./a", "/a/..", "/a b", "/<x>", "/a%20", "/ä"}) {
    EXPECT_NE(mount_fault(wrong), "") << wrong;
  }
  EXPECT_NE(mount_fault(5), "");
}

}  // namespace
}  // namespace carboy::core::extensions
