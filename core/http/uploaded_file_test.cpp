#include "core/http/uploaded_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <array>
#include <fstream>
#include <iterator>
#include <string>

#include "core/base/error.h"
#include "core/base/testing/temporary_folder.h"

namespace carboy::core::http {
namespace {

using testing::HasSubstr;

class UploadedFileTest : public testing::Test {
 protected:
  UploadedFile upload(const std::string& content, std::size_t in_memory = 100) {
    SpilledBytes bytes(in_memory, std::make_shared<SpillFile>(folder_.path()));
    const std::string_view all = content;
    for (std::size_t at = 0; at < all.size(); at += 70'001) {
      EXPECT_EQ(bytes.write(all.substr(at, 70'001)), 0);
    }
    EXPECT_EQ(bytes.finish(), 0);
    PairList headers;
    headers.add("content-type", "a/b");
    return UploadedFile("field", "../x", std::move(headers), std::move(bytes));
  }

  base::TemporaryFolder folder_;
};

TEST_F(UploadedFileTest, KeepsWhatCameWithIt) {
  const UploadedFile file = upload("abc");
  EXPECT_EQ(file.field(), "field");
  EXPECT_EQ(file.filename(), "../x");
  EXPECT_EQ(file.content_type(), "a/b");
  EXPECT_EQ(file.size(), 3U);
  const UploadedFile nameless(std::nullopt, "", {}, SpilledBytes(1, nullptr));
  EXPECT_TRUE(is_absent(nameless.field()));
  EXPECT_TRUE(is_absent(nameless.content_type()));
  EXPECT_EQ(nameless.view(), "");
}

TEST_F(UploadedFileTest, ReadsFromAnyOffset) {
  std::string content(300'000, 'x');
  content.replace(200'000, 3, "abc");
  for (const std::size_t in_memory : {std::size_t{100}, std::size_t{1'000'000}}) {
    const UploadedFile file = upload(content, in_memory);
    EXPECT_EQ(file.is_in_memory(), in_memory > content.size());
    std::array<char, 5> part{};
    EXPECT_EQ(file.read(199'999, part), 5U);
    EXPECT_EQ(std::string_view(part.data(), 5), "xabcx");
    EXPECT_EQ(file.read(299'998, part), 2U);
    EXPECT_EQ(file.read(300'000, part), 0U);
    EXPECT_EQ(file.read(UINT64_MAX, part), 0U);
    EXPECT_EQ(file.view(), content);
  }
}

TEST_F(UploadedFileTest, LeavesNoNameOnTheDisk) {
  const UploadedFile file = upload(std::string(1000, 'x'));
  EXPECT_FALSE(file.is_in_memory());
  EXPECT_EQ(folder_.count(), 0);
}

TEST_F(UploadedFileTest, StaysReadableWhenItIsMoved) {
  UploadedFile file = upload(std::string(1000, 'x'));
  EXPECT_EQ(file.view().size(), 1000U);
  const UploadedFile moved = std::move(file);
  EXPECT_EQ(moved.view(), std::string(1000, 'x'));
}

TEST_F(UploadedFileTest, SavesWholeFiles) {
  const std::string large(300'000, 'y');
  for (const std::string& content : {std::string(), std::string("abc"), large}) {
    const std::filesystem::path path = folder_ / std::to_string(content.size());
    upload(content).save(path);
    EXPECT_EQ(base::read_file(path), content);
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    const mode_t mask = ::umask(022);
    ::umask(mask);
    EXPECT_EQ(status.st_mode & 0777, 0666 & ~mask);
  }
  EXPECT_EQ(folder_.count(), 3) << "no draft is left over";
}

TEST_F(UploadedFileTest, ReplacesOnlyWhenItIsAskedTo) {
  const std::filesystem::path path = folder_ / "there";
  upload("old").save(path);
  try {
    upload("new").save(path);
    ADD_FAILURE();
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr(path.string() + ": there is such a file already."));
  }
  EXPECT_EQ(base::read_file(path), "old");
  upload("new").save(path, UploadedFile::Existing::replace);
  EXPECT_EQ(base::read_file(path), "new");
  EXPECT_EQ(folder_.count(), 1);
}

TEST_F(UploadedFileTest, SaysWhyItCannotBeSaved) {
  try {
    upload("x").save(folder_ / "missing" / "x");
    ADD_FAILURE();
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("missing/x: No such file or directory."));
  }
}

TEST_F(UploadedFileTest, ReportsWhyNothingCanBeKept) {
  SpilledBytes bytes(10, std::make_shared<SpillFile>("/no/such/folder"));
  EXPECT_EQ(bytes.write("small"), 0);
  EXPECT_EQ(bytes.write("too much to hold"), ENOENT);
}

}  // namespace
}  // namespace carboy::core::http
