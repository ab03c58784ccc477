// The limits of connections: which clients are admitted, and what the others get.
#include <gmock/gmock.h>

#include <mutex>

#include "core/server/testing/toy_application.h"

namespace carboy::core::server {
namespace {

using app::Place;
using ::testing::ElementsAre;
using testing::eventually;
using ::testing::HasSubstr;
using testing::Latch;
using testing::RawClient;
using testing::RawResponse;

class ServerLimitsTest : public testing::ServerTest {
 protected:
  ServerLimitsTest() {
    options.max_connections = 4;
    app.add("/block", Place::worker, [this](app::Exchange& exchange) {
      ++blocked;
      EXPECT_TRUE(release.wait());
      exchange.response.body.assign("blocked");
    });
  }
  ~ServerLimitsTest() override { release.open(); }

  // From another address of this machine: 127.0.0.2 and so on.
  RawClient connect_from(const char* address) {
    RawClient client(server->addresses().front(), 0, address);
    EXPECT_TRUE(client.connected());
    return client;
  }
  RawClient used_from(const char* address) {
    RawClient client = connect_from(address);
    EXPECT_EQ(client.get("/hello").body, "hello");
    return client;
  }
  RawClient blocking_from(const char* address) {
    const int before = blocked;
    RawClient client = connect_from(address);
    client.send("GET /block HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_TRUE(eventually([&] { return blocked > before; }));
    return client;
  }
  RawClient reading_head_from(const char* address) {
    const std::size_t before = server->connections();
    RawClient client = connect_from(address);
    client.send("GET /hello HTTP/1.1\r\n");
    EXPECT_TRUE(eventually([&] { return server->connections() > before; }));
    return client;
  }
  static void expect_rejected(RawClient& client, const char* why) {
    const RawResponse response = client.read_response();
    EXPECT_EQ(response.status, 503);
    EXPECT_TRUE(response.has("Retry-After: 1\r\n"));
    EXPECT_TRUE(response.has("Connection: close\r\n"));
    EXPECT_THAT(response.body, HasSubstr(why));
    EXPECT_TRUE(client.at_end());
  }

  Latch release;
  std::atomic<int> blocked{0};
};

TEST_F(ServerLimitsTest, TheLongestIdleConnectionIsEvicted) {
  start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(used_from("127.0.0.1"));
    // The wheel distinguishes idle times only by its tick.
    std::this_thread::sleep_for(std::chrono::milliseconds(110));
  }
  RawClient pooled = connect_from("127.0.0.1");
  EXPECT_EQ(pooled.get("/pool").body, "pooled");
  EXPECT_TRUE(clients[0].at_end()) << "the first";
  for (int i = 1; i < 4; ++i) EXPECT_EQ(clients[i].get("/hello").body, "hello") << i;
  EXPECT_EQ(server->connections(), 4u);
  EXPECT_THAT(reports(), ElementsAre());
}

TEST_F(ServerLimitsTest, WithoutAnIdleConnectionANewOneIsRejected) {
  start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 4; ++i) clients.push_back(blocking_from("127.0.0.1"));
  for (int i = 0; i < 3; ++i) {
    RawClient late = connect_from("127.0.0.1");
    late.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello");
    expect_rejected(late, "as many connections as it can hold");
  }
  EXPECT_EQ(reports().size(), 1u) << "once, not each time";
  EXPECT_THAT(reports().front(), HasSubstr("All 4 connections are in use"));
  EXPECT_THAT(reports().front(), HasSubstr("[server] max_connections"));
  release.open();
  for (RawClient& client : clients) EXPECT_EQ(client.read_response().body, "blocked");
  EXPECT_EQ(used_from("127.0.0.1").get("/hello").body, "hello") << "a slot is free again";
}

TEST_F(ServerLimitsTest, AFloodOfOneAddressKeepsNobodyOut) {
  start();
  std::vector<RawClient> flood, others;
  for (int i = 0; i < 4; ++i) flood.push_back(reading_head_from("127.0.0.1"));
  for (const char* address : {"127.0.0.2", "127.0.0.3", "127.0.0.4"}) {
    others.push_back(blocking_from(address));
  }
  RawClient late = connect_from("127.0.0.5");
  expect_rejected(late, "as many connections as it can hold");
  release.open();
  for (RawClient& client : others) EXPECT_EQ(client.read_response().body, "blocked");
  int answered = 0;
  for (RawClient& client : flood) {
    client.send("Host: t\r\n\r\n");
    const int status = client.read_response().status;
    EXPECT_TRUE(status == 200 || status == 503) << status;
    answered += status == 200 ? 1 : 0;
  }
  EXPECT_EQ(answered, 1) << "of the flood as many are left as anybody has";
}

TEST_F(ServerLimitsTest, NeitherDoesAFloodOfHalfBodies) {
  start();
  std::vector<RawClient> flood;
  for (int i = 0; i < 4; ++i) {
    flood.push_back(connect_from("127.0.0.1"));
    flood.back().send(
        "POST /echo HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(flood.back().read_response().status, 100);
  }
  EXPECT_EQ(used_from("127.0.0.2").get("/hello").body, "hello");
  int rejected = 0;
  for (RawClient& client : flood) {
    client.send("hello");
    const int status = client.read_response().status;
    EXPECT_TRUE(status == 200 || status == 503) << status;
    rejected += status == 503 ? 1 : 0;
  }
  EXPECT_EQ(rejected, 1);
}

TEST_F(ServerLimitsTest, OneAddressHasALimitOfLargeBodiesAtOnce) {
  options.max_connections = 100;
  options.max_uploads_per_client = 2;
  options.limits.max_body_in_memory = 100'000;
  start();
  for (const std::size_t size : {std::size_t{90'000}, std::size_t{400'000}}) {
    const std::string head = "POST /hello HTTP/1.1\r\nHost: t\r\nContent-Length: ";
    std::vector<RawClient> clients;
    for (const char* address : {"127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.2"}) {
      clients.push_back(connect_from(address));
      clients.back().send(head + std::to_string(size) + "\r\n\r\n" + std::string(80'000, 'x'));
    }
    std::size_t refused = 0;
    EXPECT_TRUE(eventually([&] {
      for (refused = 0; refused < 3; ++refused) {
        if (clients[refused].readable_within(0)) return true;
      }
      return false;
    }));
    expect_rejected(clients[refused], "large requests");
    clients.erase(clients.begin() + static_cast<std::ptrdiff_t>(refused));
    RawClient small = connect_from("127.0.0.1");
    small.send(head + "9\r\n\r\nnot large");
    EXPECT_EQ(small.read_response().body, "hello");
    for (RawClient& client : clients) {
      client.send(std::string(size - 80'000, 'x'));
      EXPECT_EQ(client.read_response().body, "hello");
      client.send(head + std::to_string(size) + "\r\n\r\n" + std::string(size, 'x'));
      EXPECT_EQ(client.read_response().body, "hello") << "a slot is free again";
    }
  }
}

TEST_F(ServerLimitsTest, TheFloodItselfIsRejected) {
  start();
  std::vector<RawClient> flood;
  for (int i = 0; i < 4; ++i) flood.push_back(reading_head_from("127.0.0.1"));
  RawClient more = connect_from("127.0.0.1");
  expect_rejected(more, "as many connections as it can hold");
  for (RawClient& client : flood) {
    client.send("Host: t\r\n\r\n");
    EXPECT_EQ(client.read_response().body, "hello");
  }
}

TEST_F(ServerLimitsTest, ALargeFloodIsRejectedAtOnce) {
  options.timeouts.linger = std::chrono::seconds(20);
  start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 4; ++i) clients.push_back(reading_head_from("127.0.0.1"));
  std::vector<RawClient> late;
  for (int i = 0; i < 400; ++i) late.push_back(connect_from("127.0.0.1"));
  for (RawClient& client : late) EXPECT_EQ(client.read_response().status, 503);
  EXPECT_LE(server->connections(), 4u + 129u) << "those that linger";
  EXPECT_TRUE(eventually([&] { return app.refusals == 400; })) << "each is in the log";
  RawClient other = used_from("127.0.0.2");
  EXPECT_EQ(other.get("/hello").body, "hello") << "however many stand in the door";
}

TEST_F(ServerLimitsTest, AnAddressHasALimit) {
  options.max_connections = 100;
  options.max_connections_per_client = 2;
  start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 2; ++i) clients.push_back(used_from("127.0.0.1"));
  for (int i = 0; i < 3; ++i) {
    RawClient third = connect_from("127.0.0.1");
    expect_rejected(third, "Your address has too many connections open");
  }
  RawClient other = used_from("127.0.0.2");
  ASSERT_EQ(reports().size(), 1u);
  EXPECT_THAT(reports().front(), HasSubstr("127.0.0.1 has 2 connections open"));
  EXPECT_THAT(reports().front(), HasSubstr("trusted_proxies"));
  clients.pop_back();
  EXPECT_TRUE(eventually([&] { return connect_from("127.0.0.1").get("/hello").status == 200; }));
}

TEST_F(ServerLimitsTest, AProxyIsExemptFromTheLimitOfOneAddress) {
  options.max_connections = 100;
  options.max_connections_per_client = 2;
  options.is_trusted_proxy = [](std::string_view address) { return address == "127.0.0.2"; };
  start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 10; ++i) clients.push_back(used_from("127.0.0.2"));
  for (RawClient& client : clients) EXPECT_EQ(client.get("/hello").body, "hello");
}

TEST_F(ServerLimitsTest, AWaitingRequestIsDisplacedByOneOfAnotherAddress) {
  options.max_connections = 100;
  options.workers = 1;
  options.queue_limit = 3;
  start();
  RawClient running = blocking_from("127.0.0.1");
  std::vector<RawClient> queued;
  for (int i = 0; i < 3; ++i) {
    queued.push_back(connect_from("127.0.0.1"));
    queued.back().send("GET /pool HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_TRUE(eventually([&] { return app.prepared == 2 + i; }));
  }
  RawClient other = connect_from("127.0.0.2");
  other.send("GET /pool HTTP/1.1\r\nHost: t\r\n\r\n");
  const RawResponse displaced = queued[2].read_response();
  EXPECT_EQ(displaced.status, 503);
  EXPECT_TRUE(displaced.has("Retry-After: 1\r\n"));
  EXPECT_EQ(queued[2].get("/hello").body, "hello") << "the connection stays";
  release.open();
  EXPECT_EQ(running.read_response().body, "blocked");
  EXPECT_EQ(other.read_response().body, "pooled");
  for (int i = 0; i < 2; ++i) EXPECT_EQ(queued[i].read_response().body, "pooled");
}

TEST_F(ServerLimitsTest, AClientThatPipelinesTooManyRequestsIsClosed) {
  options.max_connections = 100;
  options.max_pipelined = 10;
  start();
  for (const char* path : {"/hello", "/pool"}) {
    RawClient client = connect_from("127.0.0.1");
    std::string bytes;
    for (int i = 0; i < 30; ++i)
      bytes += "GET " + std::string(path) + " HTTP/1.1\r\nHost: t\r\n\r\n";
    client.send(bytes);
    for (int i = 1; i <= 10; ++i) {
      const RawResponse response = client.read_response();
      EXPECT_EQ(response.status, 200) << i;
      EXPECT_EQ(response.has("Connection: close\r\n"), i == 10) << i;
    }
    EXPECT_TRUE(client.at_end());
  }
}

TEST_F(ServerLimitsTest, ManyRequestsOneAfterTheOtherAreNotAhead) {
  options.max_connections = 100;
  options.max_pipelined = 1;
  start();
  RawClient client = connect_from("127.0.0.1");
  for (int i = 0; i < 100; ++i) {
    const RawResponse response = client.get(i % 2 == 0 ? "/hello" : "/pool");
    ASSERT_EQ(response.status, 200);
    ASSERT_FALSE(response.has("Connection: close\r\n")) << i;
  }
  for (int i = 0; i < 5; ++i) {
    client.send("POST /echo-pool HTTP/1.1\r\nHost: t\r\nContent-Length: 200000\r\n\r\n" +
                std::string(200'000, 'x'));
    ASSERT_FALSE(client.read_response().has("Connection: close\r\n")) << i;
  }
}

}  // namespace
}  // namespace carboy::core::server
