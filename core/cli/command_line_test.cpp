#include "core/cli/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/host/reserved_commands.h"

namespace carboy::core::cli {
namespace {

TEST(CommandLine, HasExactlyTheReservedCommands) {
  EXPECT_THAT(command_tree_names(), testing::UnorderedElementsAreArray(host::kReservedCommands));
}

}  // namespace
}  // namespace carboy::core::cli
