#include "core/base/folder_watch.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <future>

#include "core/base/testing/temporary_folder.h"

namespace carboy::core::base {
namespace {

constexpr std::chrono::milliseconds kQuiet{5};

class FolderWatchTest : public testing::Test {
 protected:
  // Returns whether `change` ends a wait that nothing else ends.
  template <class F>
  bool ends_a_wait(F change) {
    auto waiting =
        std::async(std::launch::async, [this] { return watch_.wait(stop_.get(), kQuiet); });
    change();
    return waiting.get();
  }

  TemporaryFolder folder_;
  Descriptor stop_{::eventfd(0, EFD_CLOEXEC)};
  FolderWatch watch_;
};

TEST_F(FolderWatchTest, ReportsAFileThatIsWrittenRenamedOrRemoved) {
  const auto file = folder_.write("a.txt", "1");
  watch_.add(folder_.path());
  EXPECT_TRUE(ends_a_wait([&] { folder_.write("a.txt", "2"); }));
  EXPECT_TRUE(ends_a_wait([&] { std::filesystem::rename(file, folder_ / "b.txt"); }));
  EXPECT_TRUE(ends_a_wait([&] { std::filesystem::remove(folder_ / "b.txt"); }));
}

TEST_F(FolderWatchTest, WhatHappenedBeforeTheWaitIsNotLost) {
  watch_.add(folder_.path());
  folder_.write("a.txt", "1");
  EXPECT_TRUE(watch_.wait(stop_.get(), kQuiet));
}

TEST_F(FolderWatchTest, StopEndsTheWait) {
  watch_.add(folder_.path());
  EXPECT_FALSE(ends_a_wait([&] { ::eventfd_write(stop_.get(), 1); }));
  EXPECT_FALSE(watch_.wait(stop_.get(), kQuiet));
}

TEST_F(FolderWatchTest, AFolderThatDoesNotExistIsIgnored) {
  watch_.add(folder_ / "missing");
  watch_.add(folder_.path());
  watch_.add(folder_.path());
  EXPECT_TRUE(ends_a_wait([&] { folder_.write("a.txt", "1"); }));
}

}  // namespace
}  // namespace carboy::core::base
