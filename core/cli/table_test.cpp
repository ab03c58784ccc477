#include "core/cli/table.h"

#include <gtest/gtest.h>

namespace carboy::core::cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

TEST(TableTest, ColumnsAreAsWideAsTheirWidestCell) {
  EXPECT_EQ(table_text(Rows{{"a", "long", "x"}, {"bcd", "s", ""}}),
            "a     long   x\n"
            "bcd   s\n");
}

TEST(TableTest, AColumnWithoutTextIsOmitted) {
  EXPECT_EQ(table_text(Rows{{"a", "", "x"}, {"b", "", "y"}}), "a   x\nb   y\n");
}

TEST(TableTest, AColumnMayHaveAMinimumAndAMaximumWidth) {
  const std::vector<Column> columns{{.least = 3}, {.most = 4}};
  EXPECT_EQ(table_text(Rows{{"a", "longest", "x"}, {"b", "s", "y"}}, columns),
            "a     longest   x\n"
            "b     s      y\n");
}

TEST(TableTest, NoRowsGiveNoText) { EXPECT_EQ(table_text(Rows{}), ""); }

}  // namespace
}  // namespace carboy::core::cli
