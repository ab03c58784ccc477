#include "core/extensions/life/command_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/extensions/life/command_table.h"

namespace carboy::core::extensions {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

CommandText stats() {
  CommandText command;
  command.extension = "cache";
  command.name = "cache stats";
  command.help = "Prints figures of the cache";
  command.options = {{{"-n", "--number"}, "COUNT", "How many are shown"},
                     {{"--json"}, "", "Print JSON"}};
  command.arguments = {{"NAME", "The cache", false, false}, {"KEY", "Its keys", true, true}};
  command.exits = {{3, "It is empty"}};
  return command;
}

std::string mistake(const std::vector<std::string>& words) {
  try {
    read_words(stats(), words);
  } catch (const base::Error& error) {
    return error.what();
  }
  return "no mistake";
}

TEST(CommandWords, AreReadAsDeclared) {
  const CommandWords read =
      read_words(stats(), {"-n", "5", "pages", "--json", "--number=6", "--", "--key", "b"});
  EXPECT_THAT(read.arguments, ElementsAre("pages", "--key", "b"));
  EXPECT_THAT(read.options.at("-n"), ElementsAre("5", "6"));
  EXPECT_THAT(read.options.at("--json"), ElementsAre(""));
}

TEST(CommandWords, MistakesAreNamedWithTheUsage) {
  EXPECT_THAT(mistake({"pages", "--jsno"}),
              HasSubstr("there is no option --jsno. Did you mean \"--json\"?"));
  EXPECT_THAT(mistake({"pages", "-n"}), HasSubstr("-n needs a value, COUNT."));
  EXPECT_THAT(mistake({"pages", "--json=yes"}), HasSubstr("--json takes no value."));
  EXPECT_THAT(mistake({"--json"}), HasSubstr("the argument NAME is missing."));
  EXPECT_THAT(mistake({}), HasSubstr("Usage: carboy cache stats [OPTIONS] NAME [KEY...]"));
}

TEST(CommandWords, OneArgumentTooMany) {
  CommandText command;
  command.arguments = {{"NAME", "", true, false}};
  EXPECT_THROW(read_words(command, {"a", "b"}), base::Error);
  EXPECT_THAT(read_words(command, {}).arguments, ElementsAre());
}

TEST(CommandWords, ACommandThatDeclaresNothingGetsAllWords) {
  const CommandWords read = read_words(CommandText(), {"--all", "--", "-x", "y"});
  EXPECT_THAT(read.arguments, ElementsAre("--all", "--", "-x", "y"));
}

TEST(CommandWords, HelpSaysEverything) {
  EXPECT_TRUE(read_words(stats(), {"-n", "1", "--help"}).asks_for_help);
  EXPECT_EQ(
      help_of(stats()),
      "Prints figures of the cache\nA command of the extension cache.\n\n"
      "Usage: carboy cache stats [OPTIONS] NAME [KEY...]\n\n"
      "Arguments:\n  NAME      The cache\n  [KEY...]  Its keys\n\n"
      "Options:\n  -n, --number COUNT  How many are shown\n  --json              Print JSON\n"
      "  -h, --help          Print this help\n\n"
      "Exit status:\n  0  Done\n  1  Refused or failed\n  2  Wrong usage\n  3  It is empty\n");
}

TEST(CommandWords, AMisspeltCommandGetsASuggestion) {
  const std::vector<std::string> known{"run", "cache stats", "cache clear", "seed"};
  EXPECT_THAT(no_such_command({"cache", "sttas", "x"}, known),
              HasSubstr("no command \"cache sttas\". Did you mean \"cache stats\"?\nCommands that "
                        "begin with \"cache\": cache stats, cache clear."));
  EXPECT_THAT(no_such_command({"sead"}, known), HasSubstr("Did you mean \"seed\"?"));
  EXPECT_THAT(no_such_command({"cach", "stats"}, known), HasSubstr("\"cache stats\"?"));
}

}  // namespace
}  // namespace carboy::core::extensions
