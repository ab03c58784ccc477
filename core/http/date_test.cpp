#include "core/http/date.h"

#include <gtest/gtest.h>

#include <string>

namespace carboy::core::http {
namespace {

constexpr std::int64_t kExample = 784111777;

TEST(HttpDate, WritesTheFixedFormat) {
  EXPECT_EQ(http_date(kExample), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(http_date(-1), "Wed, 31 Dec 1969 23:59:59 GMT");
  EXPECT_EQ(http_date(INT64_MAX), "Fri, 31 Dec 9999 23:59:59 GMT");
  EXPECT_EQ(http_date(INT64_MIN), "Mon, 01 Jan 0001 00:00:00 GMT");
}

TEST(ParseDate, ReadsTheThreeFormats) {
  for (const char* text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                           "Sun Nov  6 08:49:37 1994"}) {
    EXPECT_EQ(parse_date(text), kExample) << text;
  }
}

TEST(ParseDate, ReadsWhatOthersWrite) {
  for (const char* text : {"6 Nov 1994 08:49:37", "Sun,06 november 94 08:49:37 -0000",
                           "Sun, 06 Nov 1994 09:49:37 +0100", "Sun, 06 Nov 1994 03:49:37 EST",
                           "Nov 6, 1994 08:49:37 UTC", "06 Nov 1994 8.49.37 Z",
                           "06 Nov 1994 09:49:37+0100", "Sun, 06 Nov 1994 08:49:37 nowhere"}) {
    EXPECT_EQ(parse_date(text), kExample) << text;
  }
  EXPECT_EQ(parse_date("06 Nov 1994 08:49"), kExample - 37);
  EXPECT_EQ(parse_date("1 Jan 68 00:00:00"), 3092601600) << "2068";
  EXPECT_EQ(parse_date("1 Jan 69 00:00:00"), -31536000) << "1969";
  EXPECT_EQ(parse_date("29 Feb 2000 00:00:00"), 951782400);
}

TEST(ParseDate, RefusesWhatIsNoDate) {
  for (const char* text :
       {"", " ", "tomorrow", "Sun,", "06 Nov 1994", "31 Apr 2001 00:00:00", "29 Feb 1999 00:00:00",
        "0 Jan 2000 00:00:00", "06 Nov 1994 24:00:00", "06 Nov 1994 08:60:00",
        "06 Nov 1994 08:49:60", "06 Nov 1994 08:49:37.5", "06 Nov 99999 08:49:37",
        "06 Nov 1994 08:49:37 +2400", "-6 Nov 1994 1:1", "6 Nov 1994 -1:1",
        "99999999999 Nov 1994 1:1", "06-Nov-94-x 08:49:37 GMT"}) {
    EXPECT_EQ(parse_date(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_date(std::string(100'000, ',')), std::nullopt);
}

TEST(ParseDate, ReadsWhatIsWritten) {
  for (std::int64_t seconds = -59'000'000'000; seconds < 253'000'000'000; seconds += 123'456'789) {
    EXPECT_EQ(parse_date(http_date(seconds)), seconds);
  }
}

}  // namespace
}  // namespace carboy::core::http
