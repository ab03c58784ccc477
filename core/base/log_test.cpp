#include "core/base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace carboy::core::base {
namespace {

using namespace std::string_literals;
using testing::MatchesRegex;

class LogTest : public testing::Test {
 protected:
  ~LogTest() override { set_log_level(LogLevel::info); }
  static std::string said(LogLevel level, std::string_view line) {
    testing::internal::CaptureStderr();
    log(level, "shop", line);
    return testing::internal::GetCapturedStderr();
  }
  // Returns what the log writes for a text.
  static std::string shown(std::string_view text) {
    const std::string line = said(LogLevel::error, text);
    const std::string before = " error shop ";
    return line.substr(line.find(before) + before.size());
  }
};

TEST_F(LogTest, ALineNamesTimeLevelAndExtension) {
  EXPECT_THAT(said(LogLevel::warning, "GET / 500"),
              MatchesRegex("....-..-..T..:..:..\\....Z warning shop GET / 500\n"));
}

TEST_F(LogTest, NothingForgesALineOrCommandsATerminal) {
  EXPECT_EQ(shown("a\nb\r\x1b[2J\x7f\t"s + '\0'), "a\\nb\\x0d\\x1b[2J\\x7f\\x09\\x00\n");
  EXPECT_EQ(shown("\xc2\x9b"
                  "2J \xe2\x80\xa8"),
            "\\xc2\\x9b"
            "2J \\xe2\\x80\\xa8\n");
  EXPECT_EQ(shown("\x9b \xc3( \xed\xa0\x80"), "\\x9b \\xc3( \\xed\\xa0\\x80\n");
  EXPECT_EQ(shown("Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x98\x80"),
            "Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x98\x80\n");
}

TEST_F(LogTest, LinesBelowTheLevelAreDropped) {
  EXPECT_EQ(said(LogLevel::debug, "x"), "");
  set_log_level(LogLevel::error);
  EXPECT_EQ(said(LogLevel::warning, "x"), "");
  EXPECT_NE(said(LogLevel::error, "x"), "");
  set_log_level(LogLevel::debug);
  EXPECT_NE(said(LogLevel::debug, "x"), "");
}

}  // namespace
}  // namespace carboy::core::base
