#include "core/host/extension_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/error.h"

namespace carboy::core::host {
namespace {

TEST(ExtensionList, Adds) {
  const struct {
    const char *before, *after;
  } kCases[] = {
      {"[app]\nextensions = [\"a\"]\n", "[app]\nextensions = [\"a\", \"x\"]\n"},
      {"[app]\nextensions = [ \"a\", ] # all\n", "[app]\nextensions = [ \"a\", \"x\", ] # all\n"},
      {"[app]\nextensions = []\n", "[app]\nextensions = [\"x\"]\n"},
      {"[app]\nname = \"ö\"  # mine\n\n[server]\n",
       "[app]\nextensions = [\"x\"]\nname = \"ö\"  # mine\n\n[server]\n"},
      {"", "[app]\nextensions = [\"x\"]\n\n"},
      {"[app]", "[app]\nextensions = [\"x\"]\n"},
      {"[app]\nextensions = [\n  \"a\",  # first\n  \"b\",  # second\n]\n",
       "[app]\nextensions = [\n  \"a\",  # first\n  \"b\",  # second\n  \"x\",\n]\n"},
      {"[app]\nextensions = [\n  \"a\",\n  \"b\"  # last\n]\n",
       "[app]\nextensions = [\n  \"a\",\n  \"b\",  # last\n  \"x\"\n]\n"},
      {"app = { name = \"ä\", extensions = [\"a\"] }\n",
       "app = { name = \"ä\", extensions = [\"a\", \"x\"] }\n"},
  };
  for (const auto& test : kCases) EXPECT_EQ(with_extension(test.before, "x"), test.after);
}

TEST(ExtensionList, Removes) {
  const struct {
    const char *before, *after;
  } kCases[] = {
      {"[app]\nextensions = [\"x\"]\n", "[app]\nextensions = []\n"},
      {"[app]\nextensions = [\"x\", \"a\"]\n", "[app]\nextensions = [\"a\"]\n"},
      {"[app]\nextensions = [\"a\", \"x\"] # all\n", "[app]\nextensions = [\"a\"] # all\n"},
      {"[app]\nextensions = [\"a\", \"x\", \"b\"]\n", "[app]\nextensions = [\"a\", \"b\"]\n"},
      {"[app]\nextensions = [\n  \"a\",\n  \"x\",  # gone\n  # stays\n  \"b\",\n]\n",
       "[app]\nextensions = [\n  \"a\",\n  # stays\n  \"b\",\n]\n"},
      {"[app]\nextensions = [\n  \"a\",\n  \"x\"\n]\n", "[app]\nextensions = [\n  \"a\",\n]\n"},
  };
  for (const auto& test : kCases) EXPECT_EQ(without_extension(test.before, "x"), test.after);
}

TEST(ExtensionList, ListsThatCannotBeChangedAreRefused) {
  EXPECT_THROW(with_extension("[app]\nextensions = = 1", "x"), base::Error);
  EXPECT_THROW(with_extension("[app]\nextensions = \"a\"", "x"), base::Error);
  EXPECT_THROW(without_extension("[app]\nextensions = [\"a\"]", "x"), base::Error);
  EXPECT_THROW(without_extension("[app]\n", "x"), base::Error);
}

TEST(ExtensionList, AddingAndRemovingGivesTheSameText) {
  for (const std::string text :
       {"[app]\nextensions = [\"a\"]  # c\n", "[app]\nextensions = [\n\t\"a\",\n\t\"b\",\n]\n",
        "[app]\r\nextensions = [\"a\"]\r\n"}) {
    EXPECT_EQ(without_extension(with_extension(text, "x"), "x"), text);
  }
}

}  // namespace
}  // namespace carboy::core::host
