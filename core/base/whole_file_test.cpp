#include "core/base/whole_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>

namespace carboy::core::base {
namespace {

class WholeFile : public testing::Test {
 protected:
  WholeFile() {
    std::string made = (std::filesystem::temp_directory_path() / "carboy-whole-XXXXXX").string();
    folder_ = ::mkdtemp(made.data());
  }
  ~WholeFile() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(WholeFile, GivesAllBytes) {
  std::string large(200'000, '\0');
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * 7);
  std::ofstream(folder_ / "a", std::ios::binary) << large;
  std::string got = "before";
  EXPECT_EQ(read_whole_file(folder_ / "a", got), 0);
  EXPECT_TRUE(got == large);
  std::ofstream(folder_ / "empty").flush();
  EXPECT_EQ(read_whole_file(folder_ / "empty", got), 0);
  EXPECT_EQ(got, "");
}

TEST_F(WholeFile, SaysWhyNot) {
  std::string got;
  EXPECT_EQ(read_whole_file(folder_ / "none", got), ENOENT);
  EXPECT_EQ(read_whole_file(folder_, got), EISDIR);
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_whole_file(folder_ / "pipe", got), EINVAL);
}

}  // namespace
}  // namespace carboy::core::base
