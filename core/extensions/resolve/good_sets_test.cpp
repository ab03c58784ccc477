#include "core/extensions/resolve/good_sets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/testing/temporary_folder.h"
#include "core/elf/fixtures/fake_extension.h"

namespace carboy::core::extensions {
namespace {

using base::TemporaryFolder;
using elf::fixtures::FakeExtension;
using testing::HasSubstr;
using testing::SizeIs;
using testing::ThrowsMessage;

class GoodSetsTest : public testing::Test {
 protected:
  // Writes extensions/NAME.so and returns its bytes.
  std::string put(const std::string& name, const std::string& version) const {
    std::string bytes = FakeExtension{.manifest = "{\"name\": \"" + name + "\", \"version\": \"" +
                                                  version + "\", \"sdk\": \"^1.0\"}"}
                            .bytes();
    folder_.write("extensions/" + name + ".so", bytes);
    return bytes;
  }
  GoodSet present(bool proven = false) const {
    GoodSet set = present_set(folder_.path(), {"a", "b"});
    set.proven = proven;
    return set;
  }
  void keep(bool proven = false) const { GoodSets(folder_.path()).keep(present(proven)); }
  std::string version_before() const {
    const auto set = GoodSets(folder_.path()).before(present());
    return set && !set->files.empty() ? set->files.front().version : "none";
  }

  TemporaryFolder folder_;
};

TEST_F(GoodSetsTest, PresentAreTheExtensionsOfTheAppsOwnFolder) {
  const std::string bytes = put("a", "1.0.0");
  folder_.write("extensions/text.so", "no extension");
  const GoodSet set = present();
  EXPECT_EQ(set.enabled, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(set.files, (Lock{{"a", "1.0.0", base::sha256_hex(bytes), "1.0.0"}}));
}

TEST_F(GoodSetsTest, NothingIsKeptAtFirst) { EXPECT_EQ(version_before(), "none"); }

TEST_F(GoodSetsTest, WhatWasKeptCanBeReadAgain) {
  const std::string bytes = put("a", "1.0.0");
  keep();
  put("a", "2.0.0");
  EXPECT_EQ(version_before(), "1.0.0");
  const GoodSets sets(folder_.path());
  EXPECT_EQ(sets.bytes_of(sets.before(present())->files.front()), bytes);
}

TEST_F(GoodSetsTest, AProvenSetIsBeforeANewerOneThatIsNot) {
  put("a", "1.0.0");
  keep(true);
  put("a", "2.0.0");
  keep();
  put("a", "3.0.0");
  EXPECT_EQ(version_before(), "1.0.0");
}

TEST_F(GoodSetsTest, TheFileOfOneExtensionBefore) {
  const auto before = [&](const std::string& name) {
    const auto file = GoodSets(folder_.path()).before(present(), name);
    return file ? file->version : "none";
  };
  put("a", "1.0.0");
  put("b", "1.0.0");
  keep(true);
  put("b", "2.0.0");
  keep(true);
  put("a", "1.5.0");
  keep();
  put("a", "2.0.0");
  keep(true);
  EXPECT_EQ(before("a"), "1.0.0") << "1.5.0 was never proven";
  EXPECT_EQ(before("b"), "1.0.0");
  EXPECT_EQ(before("c"), "none");
}

TEST_F(GoodSetsTest, AnUnprovenSetIsNotReturnedOnceAnotherIsProven) {
  put("a", "2.0.0");
  keep();
  put("a", "1.0.0");
  keep(true);
  EXPECT_EQ(version_before(), "none");
  EXPECT_FALSE(GoodSets(folder_.path()).before(present(), "a"));
}

TEST_F(GoodSetsTest, AFileThatNeverRanIsNotReturned) {
  put("a", "1.0.0");
  keep();
  put("c", "1.0.0");
  keep(true);  // c is not enabled in it
  put("c", "2.0.0");
  EXPECT_FALSE(GoodSets(folder_.path()).before(present(), "c"));
  put("a", "2.0.0");
  EXPECT_TRUE(GoodSets(folder_.path()).before(present(), "a"));
}

TEST_F(GoodSetsTest, AFileThatIsNotEnabledDoesNotUnproveASet) {
  put("a", "1.0.0");
  keep(true);
  put("c", "1.0.0");
  keep();
  std::filesystem::remove(folder_.path() / "extensions" / "c.so");
  const auto set = GoodSets(folder_.path()).before(present());
  ASSERT_TRUE(set);
  EXPECT_TRUE(set->proven);
  EXPECT_THAT(set->files, SizeIs(2));
  put("a", "2.0.0");
  keep();
  put("a", "3.0.0");
  EXPECT_EQ(version_before(), "1.0.0") << "the file of an enabled extension does";
}

TEST_F(GoodSetsTest, OnceProvenIsAlwaysProven) {
  put("a", "1.0.0");
  keep(true);
  keep();
  put("a", "2.0.0");
  keep();
  put("a", "3.0.0");
  EXPECT_EQ(version_before(), "1.0.0");
}

TEST_F(GoodSetsTest, TheOnlyProvenOneOutlivesAllOthers) {
  put("a", "1.0.0");
  keep(true);
  for (int minor = 1; minor < 20; ++minor) {
    put("a", "1." + std::to_string(minor) + ".0");
    keep();
  }
  EXPECT_EQ(version_before(), "1.0.0");
  std::vector<std::string> kept;
  for (const auto& entry :
       std::filesystem::directory_iterator(folder_.path() / ".carboy" / "good")) {
    kept.push_back(entry.path().filename());
  }
  EXPECT_THAT(kept, SizeIs(8 + 1));  // files of the sets that remain, and the list
}

TEST_F(GoodSetsTest, ADamagedCopyIsRefused) {
  put("a", "1.0.0");
  keep();
  const LockEntry file = present().files.front();
  folder_.write(".carboy/good/" + file.sha256 + ".so", "damaged");
  EXPECT_THAT([&] { GoodSets(folder_.path()).bytes_of(file); },
              ThrowsMessage<base::Error>(HasSubstr("a 1.0.0 is damaged")));
  keep();  // repairs it, since the file itself is there
  EXPECT_NO_THROW(GoodSets(folder_.path()).bytes_of(file));
}

TEST_F(GoodSetsTest, ADamagedListIsNamed) {
  for (const char* text : {"{", "[{}]", "[{\"enabled\": 3, \"files\": [], \"proven\": true}]"}) {
    folder_.write(".carboy/good/sets.json", text);
    EXPECT_THAT([&] { GoodSets sets(folder_.path()); },
                ThrowsMessage<base::Error>(HasSubstr("sets.json is damaged")))
        << text;
  }
}

}  // namespace
}  // namespace carboy::core::extensions
