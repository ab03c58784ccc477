#include "core/base/atomic_file.h"

#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <future>
#include <string>

#include "core/base/error.h"
#include "core/base/whole_file.h"

namespace carboy::core::base {
namespace {

class AtomicFile : public testing::Test {
 protected:
  AtomicFile() {
    std::string made = (std::filesystem::temp_directory_path() / "carboy-atomic-XXXXXX").string();
    folder_ = ::mkdtemp(made.data());
  }
  ~AtomicFile() override { std::filesystem::remove_all(folder_); }

  std::string text() const {
    std::string read;
    EXPECT_EQ(read_whole_file(folder_ / "a", read), 0);
    return read;
  }
  std::ptrdiff_t file_count() const {
    return std::distance(std::filesystem::directory_iterator(folder_), {});
  }
  std::filesystem::path folder_;
};

TEST_F(AtomicFile, MakesAndReplacesAndKeepsPermissions) {
  EXPECT_EQ(replace_file(folder_ / "a", "one"), 0);
  EXPECT_EQ(text(), "one");
  ASSERT_EQ(::chmod((folder_ / "a").c_str(), 0600), 0);
  EXPECT_EQ(replace_file(folder_ / "a", "two"), 0);
  EXPECT_EQ(text(), "two");
  struct stat status {};
  ASSERT_EQ(::stat((folder_ / "a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(file_count(), 1);
}

TEST_F(AtomicFile, WhatFailsLeavesTheFileAsItWas) {
  EXPECT_EQ(replace_file(folder_ / "none" / "a", "x"), ENOENT);
  std::filesystem::create_directory(folder_ / "a");
  EXPECT_EQ(replace_file(folder_ / "a", "x"), EISDIR);
  EXPECT_EQ(file_count(), 1);
}

TEST_F(AtomicFile, ALockIsHeldByOneAtATime) {
  std::future<void> second;
  {
    const FolderLock first(folder_);
    const int other = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    EXPECT_EQ(::flock(other, LOCK_EX | LOCK_NB), -1);
    ::close(other);
    second = std::async(std::launch::async, [this] { const FolderLock held(folder_); });
  }
  second.get();
  EXPECT_THROW(FolderLock(folder_ / "none"), Error);
}

}  // namespace
}  // namespace carboy::core::base
