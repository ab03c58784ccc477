// The server from the client's side: requests, responses, and what ends a connection.
#include "core/server/server.h"

#include <gmock/gmock.h>

#include "core/server/peer_address.h"
#include "core/server/testing/toy_application.h"

namespace carboy::core::server {
namespace {

using app::Place;
using ::testing::EndsWith;
using testing::eventually;
using testing::RawClient;
using testing::RawResponse;

using ServerTest = testing::ServerTest;

std::string request(const std::string& target, const std::string& fields = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: test\r\n" + fields + "\r\n";
}

TEST_F(ServerTest, AnswersOnOneConnectionAgainAndAgain) {
  start();
  RawClient client = connect();
  for (int i = 0; i < 100; ++i) {
    const RawResponse response = client.get(i % 2 == 0 ? "/hello" : "/pool");
    ASSERT_EQ(response.status, 200) << i;
    ASSERT_EQ(response.body, i % 2 == 0 ? "hello" : "pooled");
    ASSERT_FALSE(response.has("Connection:"));
    ASSERT_TRUE(response.has("Date: "));
  }
  EXPECT_TRUE(eventually([&] { return app.finished == 100; }));
  EXPECT_EQ(app.handled, 100);
  EXPECT_EQ(server->connections(), 1u);
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  start();
  std::string requests;
  for (int i = 0; i < 10; ++i) {
    requests += request((i % 3 == 0 ? "/echo-pool?" : "/echo?") + std::to_string(i));
  }
  for (const bool by_byte : {false, true}) {
    RawClient client = connect();
    by_byte ? client.send_by_byte(requests) : static_cast<void>(client.send(requests));
    for (int i = 0; i < 10; ++i) {
      ASSERT_THAT(client.read_response().body, EndsWith("?" + std::to_string(i) + " test "))
          << by_byte;
    }
  }
}

TEST_F(ServerTest, AnswersFarMorePipelinedRequestsThanFitItsBuffer) {
  options.max_pipelined = 1'000'000;
  start();
  RawClient client = connect();
  constexpr int kCount = 3000;
  std::string requests;
  for (int i = 0; i < kCount; ++i)
    requests += request((i % 2 == 0 ? "/echo?" : "/echo-pool?") + std::to_string(i));
  std::thread sender([&] { client.send(requests); });
  for (int i = 0; i < kCount; ++i) {
    const std::string body = client.read_response().body;
    if (body.find("?" + std::to_string(i) + " ") == std::string::npos) {
      ADD_FAILURE() << i << ": " << body;
      break;
    }
  }
  sender.join();
}

TEST_F(ServerTest, ReadsBodiesOfEveryKindAndSplit) {
  start();
  const std::string chunked =
      "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\n";
  const std::string plain =
      "POST /echo-pool HTTP/1.1\r\nHost: t\r\nContent-Length: 11\r\n\r\nhello world";
  for (const std::string& bytes : {chunked, plain}) {
    RawClient by_byte = connect();
    by_byte.send_by_byte(bytes + bytes);
    EXPECT_THAT(by_byte.read_response().body, EndsWith(" t hello world"));
    EXPECT_THAT(by_byte.read_response().body, EndsWith(" t hello world"));
    for (std::size_t at = 1; at < bytes.size(); ++at) {
      RawClient client = connect();
      client.send(bytes.substr(0, at));
      client.send(bytes.substr(at));
      ASSERT_THAT(client.read_response().body, EndsWith(" t hello world")) << at;
    }
  }
}

TEST_F(ServerTest, TakesAndGivesLargeBodies) {
  start();
  std::string large(5'000'000, ' ');
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>('a' + i % 26);
  for (const char* path : {"/echo", "/echo-pool"}) {
    RawClient client = connect();
    std::thread sender([&] {
      client.send("POST " + std::string(path) +
                  " HTTP/1.1\r\nHost: t\r\nContent-Length: 5000000\r\n\r\n" + large);
    });
    const RawResponse response = client.read_response();
    sender.join();
    EXPECT_TRUE(response.body == "POST " + std::string(path) + " t " + large);
    EXPECT_EQ(client.get("/hello").body, "hello");
  }
}

TEST_F(ServerTest, HeadHasNoBody) {
  start();
  RawClient client = connect();
  client.send("HEAD /hello HTTP/1.1\r\nHost: t\r\n\r\n" + request("/pool"));
  const RawResponse head = client.read_response(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.has("Content-Length: 5\r\n"));
  EXPECT_EQ(client.read_response().body, "pooled");
}

TEST_F(ServerTest, SomeStatusesHaveNoBodyAndKeepTheConnection) {
  for (const int status : {204, 304}) {
    app.add("/" + std::to_string(status), Place::loop, [status](app::Exchange& exchange) {
      exchange.response.status = status;
      exchange.response.body.assign("never seen");
    });
  }
  start();
  RawClient client = connect();
  for (const char* path : {"/204", "/304"}) {
    const RawResponse response = client.get(path);
    EXPECT_FALSE(response.has("Content-Length")) << path;
    EXPECT_EQ(client.get("/hello").body, "hello") << path;
  }
}

TEST_F(ServerTest, SendsContinueBeforeItReadsTheBody) {
  start();
  RawClient client = connect();
  client.send(
      "POST /echo HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.read_response().head, "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ok");
  EXPECT_THAT(client.read_response().body, EndsWith(" ok"));
}

TEST_F(ServerTest, ClosesWhereTheClientAsksForIt) {
  start();
  for (const char* bytes : {"GET /hello HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n",
                            "GET /hello HTTP/1.0\r\n\r\n",
                            "GET /pool HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n"}) {
    RawClient client = connect();
    client.send(bytes);
    const RawResponse response = client.read_response();
    EXPECT_EQ(response.status, 200);
    EXPECT_TRUE(response.has("Connection: close\r\n"));
    EXPECT_TRUE(client.at_end());
  }
  EXPECT_TRUE(eventually([&] { return server->connections() == 0; }));
}

TEST_F(ServerTest, KeepsAnOldClientThatAsksForIt) {
  start();
  RawClient client = connect();
  for (int i = 0; i < 3; ++i) {
    client.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const RawResponse response = client.read_response();
    EXPECT_EQ(response.body, "hello");
    EXPECT_TRUE(response.has("Connection: keep-alive\r\n"));
  }
}

TEST_F(ServerTest, ClosesIfTheAppAsksForIt) {
  app.add("/bye", Place::worker, [](app::Exchange& exchange) {
    EXPECT_TRUE(exchange.response.fields.add("Connection", "close"));
    exchange.response.body.assign("bye");
  });
  start();
  RawClient client = connect();
  client.send(request("/bye") + request("/hello"));
  EXPECT_EQ(client.read_response().body, "bye");
  client.finish_sending();
  EXPECT_EQ(client.read_all(), "");
}

TEST_F(ServerTest, AnswersAClientThatHasFinishedSending) {
  start();
  for (const char* path : {"/hello", "/echo-pool", "/pool"}) {
    RawClient client = connect();
    client.send(request("/hello") + request(path));
    client.finish_sending();
    EXPECT_EQ(client.read_response().body, "hello");
    EXPECT_EQ(client.read_response().status, 200) << path;
    EXPECT_TRUE(client.at_end());
  }
}

TEST_F(ServerTest, ForgetsAClientThatLeavesInTheMiddle) {
  start();
  for (const char* part :
       {"", "GET", "GET /hello HTTP/1.1\r\nHo",
        "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\nx",
        "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe"}) {
    RawClient orderly = connect(), abrupt = connect();
    orderly.send(part);
    abrupt.send(part);
    orderly.close();
    abrupt.reset();
  }
  EXPECT_TRUE(eventually([&] { return server->connections() == 0; }));
  EXPECT_EQ(app.prepared, 0);
}

TEST_F(ServerTest, ASlowReaderDelaysNoOtherClient) {
  const std::string large(10'000'000, 'x');
  app.add("/large", Place::loop, [&](app::Exchange& exchange) {
    exchange.response.body.adopt({large, [](void*) noexcept {}, &app});
  });
  options.loops = 1;
  start();
  RawClient slow = connect(4096);
  slow.send(request("/large"));
  EXPECT_TRUE(eventually([&] { return app.handled == 1; }));
  RawClient quick = connect();
  for (int i = 0; i < 50; ++i) EXPECT_EQ(quick.get("/hello").body, "hello");
  EXPECT_TRUE(eventually([&] { return app.finished >= 50; }));
  EXPECT_EQ(app.finished, 50) << "the large answer is still on its way";
  const RawResponse response = slow.read_response();
  EXPECT_TRUE(response.body == large);
  EXPECT_TRUE(eventually([&] { return app.finished == 51; }));
  EXPECT_EQ(slow.get("/hello").body, "hello");
}

TEST_F(ServerTest, SendsAHugeAnswerInTurns) {
  const std::string huge(64'000'000, 'x');
  for (const auto& [path, place] :
       {std::pair{"/huge", Place::loop}, {"/huge-pool", Place::worker}}) {
    app.add(path, place, [&](app::Exchange& exchange) {
      exchange.response.body.adopt({huge, [](void*) noexcept {}, &app});
    });
  }
  start();
  RawClient client = connect();
  EXPECT_TRUE(client.get("/huge").body == huge);
  EXPECT_TRUE(client.get("/huge-pool").body == huge);
}

TEST_F(ServerTest, PassesThePeerAndTheHeadToTheApp) {
  app.add("/who", Place::loop, [](app::Exchange& exchange) {
    exchange.response.body.assign(std::string(exchange.peer.address) + " " +
                                  std::to_string(exchange.peer.port) + " " +
                                  std::to_string(exchange.head.minor_version) + " " +
                                  std::to_string(exchange.head.fields.size()));
  });
  start();
  RawClient client = connect();
  sockaddr_storage local{};
  socklen_t size = sizeof local;
  ::getsockname(client.fd(), reinterpret_cast<sockaddr*>(&local), &size);
  EXPECT_EQ(client.get("/who", "X: y\r\n").body,
            "127.0.0.1 " + std::to_string(describe(local).port) + " 1 2");
}

TEST_F(ServerTest, SendsTheServerFieldOnlyIfItIsSet) {
  start();
  EXPECT_FALSE(connect().get("/hello").has("Server:"));
  server.reset();
  options.server_name = "carboy";
  start();
  EXPECT_TRUE(connect().get("/hello").has("Server: carboy\r\n"));
}

}  // namespace
}  // namespace carboy::core::server
