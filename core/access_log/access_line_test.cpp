#include "core/access_log/access_line.h"

#include <gmock/gmock.h>
#include <stdlib.h>
#include <time.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/utf8.h"

namespace carboy::core::access_log {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;

AccessEntry an_entry() {
  AccessEntry entry;
  entry.time = std::chrono::system_clock::time_point(971211336s + 7ms);
  entry.client = "127.0.0.1";
  entry.peer = "10.0.0.9";
  entry.method = "GET";
  entry.target = "/apache_pb.gif";
  entry.protocol = "HTTP/1.0";
  entry.status = 200;
  entry.body_bytes = 2326;
  entry.took = 12'345'678ns;
  return entry;
}

std::string line_of(const AccessEntry& entry, AccessFormat format) {
  std::string line;
  append_access_line(line, entry, format);
  return line;
}

// The tests set the process's time zone to one west of UTC, as in Apache's manual.
class AccessLineTest : public testing::Test {
 protected:
  AccessLineTest() {
    ::setenv("TZ", "PDT7", 1);
    ::tzset();
  }
  ~AccessLineTest() override {
    ::unsetenv("TZ");
    ::tzset();
  }
};

TEST_F(AccessLineTest, CommonIsApaches) {
  AccessEntry entry = an_entry();
  entry.user = "frank";
  EXPECT_EQ(line_of(entry, AccessFormat::common),
            "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "
            "\"GET /apache_pb.gif HTTP/1.0\" 200 2326\n");
}

TEST_F(AccessLineTest, CombinedAddsRefererAndUserAgent) {
  AccessEntry entry = an_entry();
  entry.client = "2001:db8::1";
  entry.body_bytes = 0;
  EXPECT_THAT(line_of(entry, AccessFormat::combined), EndsWith("HTTP/1.0\" 200 0 \"-\" \"-\"\n"));
  entry.referer = "https://shop.example/?a=1";
  entry.user_agent = "curl/7.88.1";
  EXPECT_EQ(line_of(entry, AccessFormat::combined),
            "2001:db8::1 - - [10/Oct/2000:13:55:36 -0700] \"GET /apache_pb.gif HTTP/1.0\" 200 0 "
            "\"https://shop.example/?a=1\" \"curl/7.88.1\"\n");
}

TEST_F(AccessLineTest, AHalfHourZoneEastOfUtc) {
  ::setenv("TZ", "IST-5:30", 1);
  ::tzset();
  AccessEntry entry = an_entry();
  entry.time += 1s;  // a line of the same second has the text that was made before
  EXPECT_THAT(line_of(entry, AccessFormat::common), HasSubstr("[11/Oct/2000:02:25:37 +0530]"));
}

TEST_F(AccessLineTest, NothingOfTheClientsForgesALineOrAColumn) {
  AccessEntry entry = an_entry();
  entry.client = "1.2.3.4 - x";
  entry.user = "a \"b\"\n";
  entry.target = "/\" 200 1\n1.1.1.1 - \\x";
  const std::string referer = "\x1b[2J\x7f\r"s + '\0';
  entry.referer = referer;
  entry.user_agent = "\xc3\xa4\x9b";
  const std::string line = line_of(entry, AccessFormat::combined);
  EXPECT_THAT(line, HasSubstr("1.2.3.4\\x20-\\x20x - a\\x20\\x22b\\x22\\x0A ["));
  EXPECT_THAT(line, HasSubstr("\"GET /\\x22 200 1\\x0A1.1.1.1 - \\x5Cx HTTP/1.0\""));
  EXPECT_THAT(line, EndsWith(" \"\\x1B[2J\\x7F\\x0D\\x00\" \"\\xC3\\xA4\\x9B\"\n"));
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_EQ(std::count(line.begin(), line.end(), '"'), 6);
}

TEST_F(AccessLineTest, AMalformedRequestIsLoggedAsReceived) {
  AccessEntry entry = an_entry();
  entry.method = entry.target = entry.protocol = {};
  entry.line = "\x16\x03\x01";
  EXPECT_THAT(line_of(entry, AccessFormat::common), HasSubstr("] \"\\x16\\x03\\x01\" 200 "));
  entry.line = {};
  EXPECT_THAT(line_of(entry, AccessFormat::common), HasSubstr("] \"-\" 200 "));
  entry.line = "\xffGET /";
  entry.reason = "A sentence.";
  const Json json = Json::parse(line_of(entry, AccessFormat::json));
  EXPECT_EQ(json["line"], "\xef\xbf\xbdGET /");
  EXPECT_EQ(json["reason"], "A sentence.");
  EXPECT_EQ(json["method"], nullptr);
}

TEST_F(AccessLineTest, JsonSaysEverything) {
  AccessEntry entry = an_entry();
  entry.request_bytes = 17;
  entry.request_id = "5f3a";
  entry.host = "shop.example";
  entry.endpoint = "shop.index";
  entry.extension = "shop";
  entry.is_complete = false;
  EXPECT_EQ(Json::parse(line_of(entry, AccessFormat::json)),
            Json({{"time", "2000-10-10T20:55:36.007Z"},
                  {"remote_address", "127.0.0.1"},
                  {"peer", "10.0.0.9"},
                  {"method", "GET"},
                  {"target", "/apache_pb.gif"},
                  {"protocol", "HTTP/1.0"},
                  {"status", 200},
                  {"body_bytes", 2326},
                  {"request_bytes", 17},
                  {"duration_ms", 12.345},
                  {"request_id", "5f3a"},
                  {"referer", nullptr},
                  {"user_agent", nullptr},
                  {"host", "shop.example"},
                  {"endpoint", "shop.index"},
                  {"extension", "shop"},
                  {"complete", false}}));
  entry.took.reset();
  EXPECT_EQ(Json::parse(line_of(entry, AccessFormat::json))["duration_ms"], nullptr);
}

TEST_F(AccessLineTest, JsonIsUtf8WhateverTheClientSends) {
  AccessEntry entry = an_entry();
  // A lone byte, an overlong form, a surrogate, one above U+10FFFF, and one that is cut off.
  entry.target = "/\x80/\xc0\xaf/\xed\xa0\x80/\xf4\x90\x80\x80/\xe2\x82";
  entry.user_agent = "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80";
  // C1, line separator, quote, backslash, line feed, escape, delete.
  entry.referer = "\xc2\x9b\xe2\x80\xa8\"\\\n\x1b\x7f";
  const std::string line = line_of(entry, AccessFormat::json);
  EXPECT_TRUE(base::is_utf8(line));
  EXPECT_THAT(line, HasSubstr("\"referer\":\"\\u009b\\u2028\\\"\\\\\\u000a\\u001b\\u007f\""));
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  const Json json = Json::parse(line);
  EXPECT_EQ(json["user_agent"], entry.user_agent);
  EXPECT_THAT(json["target"].get<std::string>(), Not(HasSubstr("\x80/")));
  EXPECT_THAT(json["target"].get<std::string>(), testing::StartsWith("/\xef\xbf\xbd/"));
}

TEST_F(AccessLineTest, EveryByteOnItsOwnGivesOneGoodLine) {
  for (int byte = 0; byte < 256; ++byte) {
    AccessEntry entry = an_entry();
    const std::string text(1, static_cast<char>(byte));
    entry.client = entry.target = entry.referer = entry.user_agent = entry.host = text;
    entry.user = text;
    const std::string json = line_of(entry, AccessFormat::json);
    EXPECT_TRUE(Json::accept(json)) << byte;
    const std::string line = line_of(entry, AccessFormat::combined);
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << byte;
    EXPECT_EQ(std::count(line.begin(), line.end(), '"'), 6) << byte;
    EXPECT_EQ(std::count(line.begin(), line.end(), ' '), byte == ' ' ? 14 : 11) << line;
  }
}

}  // namespace
}  // namespace carboy::core::access_log
