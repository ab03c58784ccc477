#include "core/elf/source_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/testing/shell_command.h"
#include "core/base/testing/temporary_folder.h"

namespace carboy::core::elf {
namespace {

using testing::EndsWith;

const std::string kFixtures = CARBOY_FIXTURES;

TEST(SourceLines, FindsAnExportedFunction) {
  const SourceLines lines(kFixtures + "/with_debug_information.so");
  const auto found = lines.of_exported("carboy_extension");
  ASSERT_TRUE(found);
  EXPECT_THAT(found->file, EndsWith("small/entry.cpp"));
  EXPECT_EQ(found->line, 1U);
  EXPECT_THAT(found->text(), EndsWith("entry.cpp:1"));
  EXPECT_NE(found->file.front(), '/') << "a path of this machine";
}

TEST(SourceLines, FindsTheCallOfAnImportedFunction) {
  const SourceLines lines(kFixtures + "/pinned_by_thread_local.so");
  const auto found = lines.of_call("__cxa_thread_atexit");
#if defined(__x86_64__)
  ASSERT_TRUE(found);
  EXPECT_THAT(found->file, EndsWith("small/pinned_by_thread_local.cpp"));
#endif
  EXPECT_FALSE(lines.of_call("no_such_function"));
}

TEST(SourceLines, FindsNothingWithoutDebugInformation) {
  const base::TemporaryFolder folder;
  const std::string stripped = (folder.path() / "stripped.so").string();
  std::string command = CARBOY_STRIP " -o ";
  command.append(stripped).append(" ").append(kFixtures).append("/with_debug_information.so");
  ASSERT_EQ(base::run(command).status, 0);
  const SourceLines lines(stripped);
  EXPECT_FALSE(lines.of_exported("carboy_extension"));
  EXPECT_FALSE(lines.of_address(0));
  EXPECT_EQ(lines.function_at(0), "");
}

TEST(SourceLines, FindsNothingInAFileThatIsNotALibrary) {
  for (const std::string& file : {std::string("/no/such/file"), std::string("/etc/passwd")}) {
    const SourceLines lines(file);
    EXPECT_FALSE(lines.of_address(4096));
    EXPECT_FALSE(lines.of_exported("main"));
    EXPECT_FALSE(lines.of_call("malloc"));
    EXPECT_EQ(lines.function_at(4096), "");
  }
}

}  // namespace
}  // namespace carboy::core::elf
