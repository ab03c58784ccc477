// Garbage in fields that have a meaning gets an answer below 500.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "garbage.h"
#include "site.h"

namespace carboy::http_test {
namespace {

using core::server::testing::RawClient;
using core::server::testing::RawResponse;

class Garbage : public testing::TestWithParam<const char*> {};

TEST_P(Garbage, IsNever500) {
  static Site site;
  RawClient client = site.connect();
  for (const std::string& text : garbage()) {
    const std::string line = std::string(GetParam()) + ": " + text + "\r\n";
    for (const char* target : {"/all?a=1", "/page", "/files/alphabet.txt", "/book", "/whoami"}) {
      const RawResponse response = client.get(target, line);
      ASSERT_GE(response.status, 200) << line.substr(0, 100);
      ASSERT_LT(response.status, 500) << line.substr(0, 100) << response.head;
      if (response.has("Connection: close\r\n")) client = site.connect();
    }
    client.send_by_byte("POST /all HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\n" + line +
                        "\r\na=1&b=2");
    const RawResponse response = client.read_response();
    ASSERT_GE(response.status, 200) << line.substr(0, 100);
    ASSERT_LT(response.status, 500) << line.substr(0, 100);
    if (response.has("Connection: close\r\n")) client = site.connect();
  }
  EXPECT_TRUE(site.lives());
}

std::string field_name_of(const testing::TestParamInfo<const char*>& info) {
  std::string name = info.param;
  std::erase(name, '-');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Fields, Garbage,
                         testing::Values("Cookie", "Accept", "Accept-Language", "Accept-Encoding",
                                         "Accept-Charset", "Range", "Content-Type",
                                         "Content-Disposition", "Content-Encoding", "Date",
                                         "Authorization", "If-Match", "If-None-Match",
                                         "If-Modified-Since", "If-Unmodified-Since", "If-Range",
                                         "Forwarded", "X-Forwarded-For", "X-Forwarded-Host",
                                         "X-Forwarded-Proto", "X-Request-Id", "Connection",
                                         "Upgrade", "TE", "Trailer", "Via", "Referer", "Origin",
                                         "User-Agent", "Max-Forwards", "Cache-Control"),
                         field_name_of);

}  // namespace
}  // namespace carboy::http_test
