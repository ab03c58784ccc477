#include "core/extensions/resolve/finder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "core/base/testing/temporary_folder.h"
#include "core/elf/fixtures/fake_extension.h"

namespace carboy::core::extensions {
namespace {

using base::TemporaryFolder;
using elf::fixtures::FakeExtension;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string extension(const std::string& name, const std::string& version) {
  return FakeExtension{.manifest = "{\"name\": \"" + name + "\", \"version\": \"" + version +
                                   "\", \"sdk\": \"^1.0\"}"}
      .bytes();
}

class FinderTest : public testing::Test {
 protected:
  Finder finder() const {
    return Finder({{app_.path() / "extensions", "extensions"}, {host_.path(), "/host"}});
  }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const InstalledExtension& one : finder().all()) all.push_back(one.name);
    return all;
  }
  const InstalledExtension& only(const std::string& name) {
    found_ = finder().find(name);
    if (!found_) throw std::runtime_error("nothing found");
    return *found_;
  }

  TemporaryFolder app_, host_;
  std::optional<InstalledExtension> found_;
};

TEST_F(FinderTest, FindsNothingWithoutFolders) {
  EXPECT_THAT(finder().all(), IsEmpty());
  EXPECT_FALSE(finder().find("sql").has_value());
}

TEST_F(FinderTest, LooksInTheAppFirst) {
  app_.write("extensions/sql.so", extension("sql", "1.2.0"));
  host_.write("sql.so", extension("sql", "1.0.0"));
  host_.write("mail.so", extension("mail", "1.0.0"));
  EXPECT_EQ(only("sql").path, "extensions/sql.so");
  EXPECT_EQ(only("sql").manifest->version.to_string(), "1.2.0");
  EXPECT_EQ(only("sql").refusal, "");
  EXPECT_EQ(only("sql").built_with, Version::parse("1.0.0"));
  EXPECT_EQ(only("mail").path, "/host/mail.so");
  EXPECT_EQ(finder().places("sql"), "extensions/sql.so or /host/sql.so");
  const auto all = finder().all();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name, "mail");
  EXPECT_EQ(all[1].path, "extensions/sql.so");
}

TEST_F(FinderTest, IgnoresOtherFiles) {
  app_.write("extensions/README", "no extension");
  app_.write("extensions/.sql.so", "half copied");
  app_.write("extensions/sql.so.bak", "old");
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_FALSE(finder().find("../extensions/sql").has_value());
  EXPECT_FALSE(finder().find("").has_value());
}

TEST_F(FinderTest, ListsBrokenOnesWithTheReason) {
  app_.write("extensions/sql.so", "#!/bin/sh\n");
  std::filesystem::create_directory(app_ / "extensions/mail.so");
  EXPECT_THAT(names(), ElementsAre("mail", "sql"));
  EXPECT_EQ(only("sql").refusal, "extensions/sql.so is a script: it begins with #!.");
  EXPECT_EQ(only("mail").refusal, "extensions/mail.so is a folder, not an extension.");
  EXPECT_FALSE(only("mail").usable());
}

TEST_F(FinderTest, ABrokenOneOfTheAppHidesTheHosts) {
  app_.write("extensions/sql.so", "");
  host_.write("sql.so", extension("sql", "1.0.0"));
  EXPECT_EQ(only("sql").refusal, "extensions/sql.so is empty.");
  EXPECT_EQ(finder().all()[0].refusal, "extensions/sql.so is empty.");
}

TEST_F(FinderTest, RefusesAnotherName) {
  app_.write("extensions/sql-1.2.0.so", extension("sql", "1.2.0"));
  const auto all = finder().all();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].name, "sql-1.2.0");
  EXPECT_EQ(
      all[0].refusal,
      "extensions/sql-1.2.0.so holds sql 1.2.0, so its file must be called sql.so. `carboy ext "
      "install extensions/sql-1.2.0.so` puts it in its place.");
  EXPECT_FALSE(finder().find("sql").has_value());
}

TEST_F(FinderTest, RefusesTwoFilesWithOneName) {
  app_.write("extensions/sql-1.2.0.so", extension("sql", "1.2.0"));
  app_.write("extensions/sql.so", extension("sql", "1.1.0"));
  app_.write("extensions/mail.so", extension("mail", "1.1.0"));
  const auto all = finder().all();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_TRUE(all[0].usable());
  for (std::size_t i = 1; i < 3; ++i) {
    EXPECT_EQ(all[i].refusal,
              "extensions/sql-1.2.0.so and extensions/sql.so both hold an extension named sql. "
              "Remove all but one of them.");
  }
}

TEST_F(FinderTest, RefusesOneWithoutEntryPoint) {
  app_.write("extensions/sql.so",
             FakeExtension{.manifest = R"({"name": "sql", "version": "1.0.0", "sdk": "*"})",
                           .exported = {}}
                 .bytes());
  EXPECT_THAT(only("sql").refusal,
              HasSubstr("extensions/sql.so has no entry point: CARBOY_EXTENSION(init_app) is "
                        "missing. Write CARBOY_EXTENSION(init_app)"));
}

TEST_F(FinderTest, RefusesAWorldWritableOne) {
  const auto file = app_.write("extensions/sql.so", extension("sql", "1.2.0"));
  ASSERT_EQ(::chmod(file.c_str(), 0666), 0);
  EXPECT_THAT(only("sql").refusal, HasSubstr("`chmod o-w extensions/sql.so`"));
}

TEST_F(FinderTest, FindsADanglingLink) {
  std::filesystem::create_directory(app_ / "extensions");
  std::filesystem::create_symlink("nowhere.so", app_ / "extensions/sql.so");
  EXPECT_EQ(only("sql").refusal, "extensions/sql.so does not exist.");
}

TEST_F(FinderTest, ReportsAFolderThatIsAFile) {
  app_.write("extensions", "a file");
  EXPECT_THAT([&] { (void)finder().all(); },
              testing::ThrowsMessage<base::Error>(
                  HasSubstr("The folder extensions cannot be read: Not a directory.")));
}

}  // namespace
}  // namespace carboy::core::extensions
