// Which requests a RequestReader rejects, and with which status.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "core/server/testing/bad_requests.h"
#include "core/server/testing/split_reading.h"

namespace carboy::core::server {
namespace {

using namespace std::string_literals;
using testing::bad_chunks;
using testing::bad_framing;
using testing::bad_heads;
using testing::BadRequest;
using testing::chunked;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::post;
using testing::Read;
using testing::read;

class RefusedRequest : public ::testing::TestWithParam<BadRequest> {};

TEST_P(RefusedRequest, GetsItsStatusHoweverItIsSplit) {
  const Read got = read(GetParam().bytes);
  EXPECT_THAT(got.requests, ElementsAre());
  EXPECT_EQ(got.status, GetParam().status) << got.complaint;
  EXPECT_FALSE(got.complaint.empty());
}

// No byte beyond the first wrong one is needed, and none before it is too many.
TEST_P(RefusedRequest, IsRefusedAsSoonAsNoMoreBytesCanMakeItValid) {
  const std::string prefix(GetParam().fatal_prefix());
  const Read got = read(prefix);
  EXPECT_EQ(got.status, GetParam().status) << got.complaint;
  if (GetParam().fatal.empty()) return;
  EXPECT_LT(prefix.size(), GetParam().bytes.size());
  const Read before = read(prefix.substr(0, prefix.size() - 1));
  EXPECT_EQ(before.status, 0) << before.complaint;
}

std::string name_of(const ::testing::TestParamInfo<BadRequest>& info) {
  std::string name = std::to_string(info.index) + "_" + info.param.what;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); },
      '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Framing, RefusedRequest, ::testing::ValuesIn(bad_framing()), name_of);
INSTANTIATE_TEST_SUITE_P(Chunks, RefusedRequest, ::testing::ValuesIn(bad_chunks()), name_of);
INSTANTIATE_TEST_SUITE_P(Heads, RefusedRequest, ::testing::ValuesIn(bad_heads()), name_of);

TEST(RequestRefusal, CountsAllChunksAgainstTheLimit) {
  Limits limits;
  limits.max_body = 10;
  EXPECT_THAT(read(chunked("5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n"), limits).requests,
              ElementsAre("POST /p h helloworld"));
  EXPECT_EQ(read(chunked("5\r\nhello\r\n6\r\nworld!\r\n0\r\n\r\n"), limits).status, 413);
  EXPECT_EQ(read(chunked("b\r\nhello"), limits).status, 413);
}

TEST(RequestRefusal, NamesTheMistake) {
  EXPECT_THAT(read("\x16\x03\x01\x02"s).complaint, HasSubstr("not HTTPS"));
  EXPECT_THAT(read("GET / HTTP/1.1\r\n\r\n").complaint, HasSubstr("Host"));
  EXPECT_THAT(read(post("Content-Length: 3\r\nContent-Length: 5\r\n", "")).complaint,
              HasSubstr("Content-Length"));
}

}  // namespace
}  // namespace carboy::core::server
