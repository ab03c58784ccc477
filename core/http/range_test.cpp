#include "core/http/range.h"

#include <gtest/gtest.h>

#include <string>

namespace carboy::core::http {
namespace {

std::string content_range(std::string_view header, std::int64_t length) {
  const auto range = parse_range(header);
  return range ? range->content_range(length).value_or("none") : "ignored";
}

TEST(Range, GivesTheSliceOfOneRange) {
  EXPECT_EQ(content_range("bytes=0-499", 1000), "bytes 0-499/1000");
  EXPECT_EQ(content_range("Bytes = 500- ", 1000), "bytes 500-999/1000");
  EXPECT_EQ(content_range("bytes=-100", 1000), "bytes 900-999/1000");
  EXPECT_EQ(content_range("bytes=0-9999", 1000), "bytes 0-999/1000");
  EXPECT_EQ(content_range("bytes=0-" + std::string(1000, '9'), 10), "bytes 0-9/10");
}

TEST(Range, HasNoneForWhatCannotBeSatisfied) {
  for (const char* header :
       {"bytes=1000-", "bytes=1000-1001", "bytes=-2000", "bytes=0-1,3-4", "items=0-1"}) {
    EXPECT_EQ(content_range(header, 1000), "none") << header;
  }
  EXPECT_EQ(content_range("bytes=0-0", 0), "none");
}

TEST(Range, IgnoresWhatIsMalformed) {
  for (const char* header :
       {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-4", "bytes=5", "bytes=1-2,",
        "bytes=+1-2", "bytes=1_0-2", "bytes=--5", "bytes=5--3", "bytes=0x1-2"}) {
    EXPECT_FALSE(parse_range(header)) << header;
  }
}

TEST(Range, IgnoresOverlapsAndHundreds) {
  EXPECT_TRUE(parse_range("bytes=0-1,2-3,4-"));
  EXPECT_FALSE(parse_range("bytes=0-5,3-8"));
  EXPECT_FALSE(parse_range("bytes=5-6,0-1"));
  EXPECT_FALSE(parse_range("bytes=0-,5-6"));
  EXPECT_FALSE(parse_range("bytes=-5,-6"));
  std::string header = "bytes=0-0";
  for (std::size_t i = 1; i < kMaxRanges; ++i) {
    header += "," + std::to_string(2 * i) + "-" + std::to_string(2 * i);
  }
  EXPECT_TRUE(parse_range(header));
  EXPECT_FALSE(parse_range(header + ",9000-9001"));
}

TEST(ContentRange, IsReadAndWritten) {
  for (const char* text : {"bytes 0-98/*", "bytes 0-98/99", "bytes */99", "bytes */*"}) {
    const auto range = parse_content_range(text);
    ASSERT_TRUE(range) << text;
    EXPECT_EQ(range->text(), text);
  }
  for (const char* text : {"", "bytes", "bytes 0-1", "bytes 5-4/9", "bytes 0-1/1 x", "bytes 9-9/9",
                           "bytes a-b/c", "bytes */-1"}) {
    EXPECT_FALSE(parse_content_range(text)) << text;
  }
}

}  // namespace
}  // namespace carboy::core::http
