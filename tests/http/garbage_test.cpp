// Garbage in fields that mean something: an answer below 500, and the connection goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "site.h"

namespace carboy::http_test {
namespace {

using core::server::testing::RawClient;
using core::server::testing::RawResponse;
using namespace std::string_literals;

std::vector<std::string> garbage() {
  return {
      "",
      ",",
      ";",
      "=",
      "\"",
      "\"\\",
      ",,,;;;===",
      "a=\"b",
      "a=b; c=\"d; e=f",
      "*",
      "*/*;q=2",
      "text/html;q=-1, */;q=x, /html",
      "bytes=",
      "bytes=-",
      "bytes=1-0,-",
      "bytes=18446744073709551616-18446744073709551617",
      "multipart/form-data",
      "multipart/form-data; boundary=",
      "multipart/form-data; boundary=\"" + std::string(300, 'b'),
      "application/x-www-form-urlencoded; charset=no-such",
      "Basic",
      "Basic ====",
      "Basic \xff\xfe",
      "Bearer " + std::string(4000, 'A'),
      "Digest username=\"a\\\", realm=\"",
      "Thu, 32 Foo 99999 25:61:61 GMT",
      "Sun, 06 Nov 1994 08:49:37",
      "99999999999999999999",
      "-1",
      "W/",
      "W/\"\", W/",
      "for=\"[::1\";by=;proto=\"",
      "%00%zz%",
      "\xc0\x80\xed\xa0\x80\xff",
      std::string(9000, ','),
      std::string(9000, '('),
      std::string(3000, '"'),
  };
}

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
    client.send("POST /all HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\n" + line + "\r\na=1&b=2");
    const RawResponse response = client.read_response();
    ASSERT_GE(response.status, 200) << line.substr(0, 100);
    ASSERT_LT(response.status, 500) << line.substr(0, 100);
    if (response.has("Connection: close\r\n")) client = site.connect();
  }
  EXPECT_TRUE(site.lives());
}

std::string name_of(const testing::TestParamInfo<const char*>& info) {
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
                         name_of);

}  // namespace
}  // namespace carboy::http_test
