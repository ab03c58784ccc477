#include "core/base/atomic_file.h"

#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <future>
#include <string>

#include "core/base/error.h"
#include "core/base/testing/temporary_folder.h"

namespace carboy::core::base {
namespace {

class AtomicFile : public testing::Test {
 protected:
  std::string text() const { return read_file(folder_ / "a"); }
  TemporaryFolder folder_;
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
  EXPECT_EQ(folder_.count(), 1);
}

TEST_F(AtomicFile, AFailureLeavesTheFileUnchanged) {
  EXPECT_EQ(replace_file(folder_ / "none/a", "x"), ENOENT);
  std::filesystem::create_directory(folder_ / "a");
  EXPECT_EQ(replace_file(folder_ / "a", "x"), EISDIR);
  EXPECT_EQ(folder_.count(), 1);
}

TEST_F(AtomicFile, ADraftIsInvisibleUntilItIsPut) {
  {
    DraftFile draft(folder_ / "a");
    ASSERT_EQ(draft.open(), 0);
    EXPECT_EQ(draft.write("one "), 0);
    EXPECT_EQ(draft.write("two"), 0);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "a"));
    EXPECT_EQ(draft.put(0640, Existing::refuse), 0);
  }
  EXPECT_EQ(text(), "one two");
  EXPECT_EQ(std::filesystem::status(folder_ / "a").permissions(), std::filesystem::perms(0640));
  EXPECT_EQ(folder_.count(), 1);
}

TEST_F(AtomicFile, ADraftThatIsRejectedOrForgottenIsRemoved) {
  folder_.write("a", "old");
  {
    DraftFile refused(folder_ / "a"), forgotten(folder_ / "b");
    ASSERT_EQ(refused.open(), 0);
    ASSERT_EQ(forgotten.open(), 0);
    EXPECT_EQ(refused.write("new"), 0);
    EXPECT_EQ(refused.put(0600, Existing::refuse), EEXIST);
    EXPECT_EQ(text(), "old");
  }
  EXPECT_EQ(folder_.count(), 1);
}

TEST_F(AtomicFile, TakesTheLongestPossibleName) {
  const std::string longest(255, 'x');
  EXPECT_EQ(replace_file(folder_ / longest, "x"), 0);
  EXPECT_EQ(read_file(folder_ / longest), "x");
  EXPECT_EQ(replace_file(folder_ / (longest + "x"), "x"), ENAMETOOLONG);
  EXPECT_EQ(folder_.count(), 1);
}

TEST_F(AtomicFile, ALockIsHeldByOneAtATime) {
  std::future<void> second;
  {
    const FolderLock first(folder_.path());
    const int other = ::open(folder_.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    EXPECT_EQ(::flock(other, LOCK_EX | LOCK_NB), -1);
    ::close(other);
    second = std::async(std::launch::async, [this] { const FolderLock held(folder_.path()); });
  }
  second.get();
  EXPECT_THROW(FolderLock(folder_ / "none"), Error);
}

}  // namespace
}  // namespace carboy::core::base
