#include "core/server/response_head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>

namespace carboy::core::server {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;
using Framing = ResponsePlan::Framing;

class Nothing final : public http::BodyStream {
 public:
  State next(http::BodySink&) noexcept override { return State::done; }
};

class ResponseHeadTest : public ::testing::Test {
 protected:
  ResponsePlan write() {
    out.clear();
    return write_head(out, response, context);
  }
  void field(std::string_view name, std::string_view value) {
    ASSERT_TRUE(response.fields.add(name, value));
  }
  http::Response response;
  ResponseContext context;
  std::string out;
};

TEST_F(ResponseHeadTest, WritesAPlainResponse) {
  field("Content-Type", "text/plain");
  response.body.assign("hello");
  const ResponsePlan plan = write();
  EXPECT_THAT(
      out,
      MatchesRegex(
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: ..., .. ... .... ..:..:.. GMT\r\n"
          "Content-Length: 5\r\n\r\n"));
  EXPECT_EQ(plan.framing, Framing::length);
  EXPECT_EQ(plan.length, 5u);
  EXPECT_TRUE(plan.send_body);
  EXPECT_TRUE(plan.keep_alive);
}

TEST_F(ResponseHeadTest, FramingIsOursAndConnectionToo) {
  field("content-length", "99");
  field("X-Kept", "yes");
  field("Transfer-Encoding", "gzip");
  field("Connection", "keep-alive");
  field("Set-Cookie", "a=1");
  field("Set-Cookie", "b=2");
  response.body.assign("hello");
  write();
  EXPECT_THAT(out, HasSubstr("Content-Length: 5\r\n"));
  EXPECT_THAT(out, Not(HasSubstr("99")));
  EXPECT_THAT(out, Not(HasSubstr("gzip")));
  EXPECT_THAT(out, Not(HasSubstr("Connection")));
  EXPECT_THAT(out, HasSubstr("X-Kept: yes\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"));
}

TEST_F(ResponseHeadTest, TheAppMayAskForTheEnd) {
  field("Connection", "x , Close");
  EXPECT_FALSE(write().keep_alive);
  EXPECT_THAT(out, HasSubstr("Connection: close\r\n"));
}

TEST_F(ResponseHeadTest, ConnectionIsSaidOnlyWhereItDiffers) {
  context.keep_alive = false;
  write();
  EXPECT_THAT(out, HasSubstr("Connection: close\r\n"));
  context.minor_version = 0;
  context.keep_alive = true;
  write();
  EXPECT_THAT(out, StartsWith("HTTP/1.1 "));
  EXPECT_THAT(out, HasSubstr("Connection: keep-alive\r\n"));
}

TEST_F(ResponseHeadTest, KeepsADateAndAServerOfTheApp) {
  context.server_name = "carboy";
  write();
  EXPECT_THAT(out, HasSubstr("Server: carboy\r\n"));
  field("date", "then");
  field("Server", "mine");
  write();
  EXPECT_THAT(out, HasSubstr("date: then\r\n"));
  EXPECT_THAT(out, Not(HasSubstr("Date: ")));
  EXPECT_THAT(out, Not(HasSubstr("carboy")));
}

TEST_F(ResponseHeadTest, SomeStatusesHaveNoBody) {
  response.body.assign("text");
  for (const int status : {204, 304}) {
    response.status = status;
    const ResponsePlan plan = write();
    EXPECT_FALSE(plan.send_body);
    EXPECT_EQ(plan.framing, Framing::none);
    EXPECT_THAT(out, Not(HasSubstr("Content-Length")));
  }
  response.status = 205;
  EXPECT_FALSE(write().send_body);
  EXPECT_THAT(out, HasSubstr("Content-Length: 0\r\n"));
}

TEST_F(ResponseHeadTest, HeadSaysTheLengthWithoutTheBody) {
  context.head_request = true;
  response.body.assign("12345678");
  EXPECT_FALSE(write().send_body);
  EXPECT_THAT(out, HasSubstr("Content-Length: 8\r\n"));
  field("Content-Length", "77");
  write();
  EXPECT_THAT(out, HasSubstr("Content-Length: 77\r\n"));
  EXPECT_THAT(out, Not(HasSubstr("Content-Length: 8")));
  response.status = 204;
  write();
  EXPECT_THAT(out, Not(HasSubstr("Content-Length")));
}

TEST_F(ResponseHeadTest, StreamsAreChunkedOrHaveTheirLength) {
  response.body.stream(std::make_unique<Nothing>());
  EXPECT_EQ(write().framing, Framing::chunked);
  EXPECT_THAT(out, HasSubstr("Transfer-Encoding: chunked\r\n"));
  context.minor_version = 0;
  EXPECT_EQ(write().framing, Framing::until_close);
  EXPECT_FALSE(write().keep_alive);
  EXPECT_THAT(out, Not(HasSubstr("chunked")));
  field("Content-Length", "10");
  const ResponsePlan plan = write();
  EXPECT_EQ(plan.framing, Framing::length);
  EXPECT_EQ(plan.length, 10u);
  EXPECT_TRUE(plan.keep_alive);
}

TEST_F(ResponseHeadTest, AStreamsMalformedLengthIsIgnored) {
  response.body.stream(std::make_unique<Nothing>());
  field("Content-Length", "10x");
  EXPECT_EQ(write().framing, Framing::chunked);
  EXPECT_THAT(out, Not(HasSubstr("Content-Length")));
}

TEST_F(ResponseHeadTest, AnImpossibleStatusIsA500) {
  for (const int status : {0, -1, 100, 101, 199, 600, 1000}) {
    response.status = status;
    write();
    EXPECT_THAT(out, StartsWith("HTTP/1.1 500 Internal Server Error\r\n")) << status;
  }
  response.status = 299;
  write();
  EXPECT_THAT(out, StartsWith("HTTP/1.1 299 Unknown\r\n"));
}

TEST_F(ResponseHeadTest, AnErrorIsAWholeResponse) {
  write_error(out, 431, "Too long.", {.extra_fields = "X: y\r\n"});
  EXPECT_THAT(out, StartsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n"));
  EXPECT_THAT(out, HasSubstr("X: y\r\n"));
  EXPECT_THAT(out, EndsWith("Content-Length: 10\r\nConnection: close\r\n\r\nToo long.\n"));
}

TEST_F(ResponseHeadTest, AnErrorForHeadHasNoContent) {
  write_error(out, 431, "Too long.", {.head_request = true});
  EXPECT_THAT(out, EndsWith("Content-Length: 10\r\nConnection: close\r\n\r\n"));
}

TEST(DateLine, IsNow) {
  std::tm parsed{};
  const std::time_t before = std::time(nullptr) - 1;
  ASSERT_NE(
      strptime(std::string(date_line()).c_str(), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parsed),
      nullptr);
  const std::time_t said = timegm(&parsed);
  EXPECT_GE(said, before);
  EXPECT_LE(said, std::time(nullptr));
}

}  // namespace
}  // namespace carboy::core::server
