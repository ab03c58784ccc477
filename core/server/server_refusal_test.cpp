// Requests that the server itself rejects: the response, that it arrives, and the end of the
// connection.
#include <gmock/gmock.h>

#include "core/server/testing/request_bytes.h"
#include "core/server/testing/toy_application.h"

namespace carboy::core::server {
namespace {

using std::chrono::milliseconds;
using testing::eventually;
using testing::get;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::RawClient;
using testing::RawResponse;
using ::testing::StartsWith;

using ServerRefusalTest = testing::ServerTest;

TEST_F(ServerRefusalTest, ARefusedHeadHasNoBodyEither) {
  std::atomic<std::uint64_t> told{99};
  app.on_refused = [&](const app::RefusedRequest& request) { told = request.body_bytes; };
  start();
  for (const char* bytes :
       {"HEAD /hello HTTP/1.1\r\n\r\n", "HEAD /hello HTTP/1.1\r\nHost: t\r\nNo colon\r\n\r\n",
        "HEAD /hello HTTP/1.1\r\nHost: t\r\nContent-Length: x\r\n\r\n"}) {
    RawClient client = connect();
    client.send(bytes);
    const RawResponse head = client.read_response(true);
    EXPECT_EQ(head.status, 400) << bytes;
    EXPECT_TRUE(head.has("Content-Length: ")) << bytes;
    client.finish_sending();
    EXPECT_TRUE(client.at_end()) << bytes;
    EXPECT_TRUE(eventually([&] { return told == 0; })) << bytes;
    told = 99;
  }
}

TEST_F(ServerRefusalTest, RefusesATooLargeBodyBeforeItIsSent) {
  options.limits.max_body = 1000;
  start();
  RawClient client = connect();
  client.send(
      "POST /echo HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n");
  const RawResponse response = client.read_response();
  EXPECT_EQ(response.status, 413);
  EXPECT_TRUE(response.has("Connection: close\r\n"));
  client.finish_sending();
  EXPECT_TRUE(client.at_end());
  EXPECT_EQ(app.prepared, 0);
}

TEST_F(ServerRefusalTest, AnEarlyRefusalIsNotLostToAReset) {
  options.limits.max_body = 1000;
  start();
  for (int i = 0; i < 20; ++i) {
    RawClient client = connect();
    client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 3000000\r\n\r\n");
    client.send(std::string(3'000'000, 'x'));
    client.finish_sending();
    EXPECT_THAT(client.read_all(), StartsWith("HTTP/1.1 413 "));
  }
}

TEST_F(ServerRefusalTest, ABadRequestEndsTheConnectionAfterThoseBeforeIt) {
  start();
  RawClient client = connect();
  client.send(get("/hello") + get("/pool") + "BAD\r\n\r\n" + get("/hello"));
  EXPECT_EQ(client.read_response().body, "hello");
  EXPECT_EQ(client.read_response().body, "pooled");
  const RawResponse refused = client.read_response();
  EXPECT_EQ(refused.status, 400);
  EXPECT_TRUE(refused.has("Connection: close\r\n"));
  EXPECT_EQ(client.read_all(), "");
  EXPECT_TRUE(eventually([&] { return app.finished == 2; }));
  EXPECT_EQ(app.prepared, 2);
}

TEST_F(ServerRefusalTest, NothingIsSmuggledBehindARefusedBody) {
  start();
  RawClient client = connect();
  client.send(
      "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nTransfer-Encoding: "
      "chunked\r\n\r\n0\r\n\r\n" +
      get("/hello"));
  client.finish_sending();
  const std::string all = client.read_all();
  EXPECT_THAT(all, StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(all, Not(HasSubstr("hello")));
}

TEST_F(ServerRefusalTest, AClientThatGoesOnSendingStillReadsTheRefusal) {
  options.limits.max_body = 1000;
  options.timeouts.linger = milliseconds(500);
  start();
  RawClient client = connect();
  client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 12000\r\n\r\n");
  for (int i = 0; i < 12; ++i) {  // longer than `linger` in all
    std::this_thread::sleep_for(milliseconds(100));
    ASSERT_TRUE(client.send(std::string(1000, 'x')));
  }
  EXPECT_EQ(client.read_response().status, 413);
  EXPECT_TRUE(client.at_end());
}

TEST_F(ServerRefusalTest, AClientThatNeverEndsSendingIsCutOff) {
  options.limits.max_body = 1000;
  options.timeouts.linger = milliseconds(20);
  start();
  RawClient client = connect();
  client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 900000000\r\n\r\n");
  EXPECT_EQ(client.read_response().status, 413);
  const auto begin = std::chrono::steady_clock::now();
  while (server->connections() > 0) {
    client.send("x");
    std::this_thread::sleep_for(milliseconds(5));
    ASSERT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  }
}

}  // namespace
}  // namespace carboy::core::server
