#include "core/base/whole_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>

#include "core/base/testing/temporary_folder.h"

namespace carboy::core::base {
namespace {

TEST(WholeFile, ReadsAllBytes) {
  const TemporaryFolder folder;
  std::string large(200'000, '\0');
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * 7);
  std::string got = "before";
  EXPECT_EQ(read_whole_file(folder.write("a", large), got), 0);
  EXPECT_TRUE(got == large);
  EXPECT_EQ(read_whole_file(folder.write("empty", ""), got), 0);
  EXPECT_EQ(got, "");
}

TEST(WholeFile, ReturnsTheErrnoOfAFailure) {
  const TemporaryFolder folder;
  std::string got;
  EXPECT_EQ(read_whole_file(folder / "none", got), ENOENT);
  EXPECT_EQ(read_whole_file(folder.path(), got), EISDIR);
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_whole_file(folder / "pipe", got), EINVAL);
}

}  // namespace
}  // namespace carboy::core::base
