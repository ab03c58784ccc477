// How long a client may take.
#include <gmock/gmock.h>

#include "core/server/testing/toy_application.h"

namespace carboy::core::server {
namespace {

using std::chrono::milliseconds;
using testing::eventually;
using testing::RawClient;
using testing::RawResponse;

class ServerDeadlineTest : public testing::ServerTest {
 protected:
  ServerDeadlineTest() {
    options.timeouts = {.header = milliseconds(300),
                        .body_idle = milliseconds(300),
                        .write_idle = milliseconds(300),
                        .keep_alive = milliseconds(600),
                        .linger = milliseconds(300)};
  }
};

TEST_F(ServerDeadlineTest, ASlowHeadIsA408AlsoOnAUsedConnection) {
  start();
  for (const bool used : {false, true}) {
    RawClient client = connect();
    if (used) {
      EXPECT_EQ(client.get("/hello").body, "hello");
    }
    client.send("GET /hello HTTP/1.1\r\n");
    const RawResponse response = client.read_response();
    EXPECT_EQ(response.status, 408) << used;
    EXPECT_TRUE(response.has("Connection: close\r\n"));
    EXPECT_TRUE(client.at_end());
  }
}

TEST_F(ServerDeadlineTest, ADrippedHeadIsA408) {
  start();
  RawClient client = connect();
  const auto begin = std::chrono::steady_clock::now();
  client.send("GET /hello HTTP/1.1\r\n");
  while (!client.readable_within(50) && client.send("X-Drip: y\r\n")) {
    ASSERT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  }
  EXPECT_EQ(client.read_response().status, 408);
}

TEST_F(ServerDeadlineTest, BlankLinesDoNotRestartTheDeadline) {
  options.timeouts.keep_alive = std::chrono::seconds(60);
  start();
  RawClient crlf = connect(), halves = connect(), flood = connect(), after_one = connect();
  flood.send(std::string(1000, '\r'));
  std::string lines;
  for (int i = 0; i < 500; ++i) lines += "\r\n";
  after_one.send("\r\n");
  RawClient silent_after_many = connect();
  silent_after_many.send(lines);
  const auto begin = std::chrono::steady_clock::now();
  for (bool first = true; !crlf.readable_within(20) || !halves.readable_within(20);
       first = !first) {
    crlf.send("\r\n");
    halves.send(first ? "\r" : "\n");
    ASSERT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  }
  for (RawClient* client : {&crlf, &halves, &flood, &after_one, &silent_after_many}) {
    client->read_all();
    EXPECT_TRUE(client->at_end());
  }
  EXPECT_TRUE(eventually([&] { return server->connections() == 0; }));
}

TEST_F(ServerDeadlineTest, ABodyMayBeSlowButNotStall) {
  start();
  RawClient slow = connect();
  slow.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 8\r\n\r\n");
  for (int i = 0; i < 8; ++i) {
    EXPECT_FALSE(slow.readable_within(80));
    slow.send("x");
  }
  EXPECT_EQ(slow.read_response().status, 200) << "longer than the timeout in all, but never idle";
  for (const char* framing :
       {"Content-Length: 9", "Content-Length: 90000", "Transfer-Encoding: chunked"}) {
    RawClient stalled = connect();
    stalled.send("POST /echo HTTP/1.1\r\nHost: t\r\n" + std::string(framing) + "\r\n\r\n");
    EXPECT_EQ(stalled.read_response().status, 408) << framing;
  }
}

TEST_F(ServerDeadlineTest, IdleConnectionsAreClosedWithoutAResponse) {
  start();
  RawClient silent = connect(), used = connect(), pooled = connect();
  EXPECT_EQ(used.get("/hello").body, "hello");
  EXPECT_EQ(pooled.get("/pool").body, "pooled");
  EXPECT_TRUE(silent.at_end());
  EXPECT_TRUE(used.at_end());
  EXPECT_TRUE(pooled.at_end());
  EXPECT_TRUE(eventually([&] { return server->connections() == 0; }));
}

TEST_F(ServerDeadlineTest, WithoutKeepAliveEveryAnswerIsTheLast) {
  options.timeouts.keep_alive = milliseconds(0);
  start();
  for (const char* path : {"/hello", "/pool"}) {
    RawClient client = connect();
    EXPECT_TRUE(client.get(path).has("Connection: close\r\n"));
    EXPECT_TRUE(client.at_end());
  }
}

// Reads a little at a time for a while. Returns how many bytes it has read.
std::size_t drip(const RawClient& client, std::chrono::milliseconds time) {
  const auto until = std::chrono::steady_clock::now() + time;
  std::size_t all = 0;
  for (char piece[512]; std::chrono::steady_clock::now() < until;) {
    pollfd quiet{-1, 0, 0};
    ::poll(&quiet, 1, 10);
    const ssize_t got = ::recv(client.fd(), piece, sizeof piece, MSG_DONTWAIT);
    if (got > 0) all += static_cast<std::size_t>(got);
  }
  return all;
}

TEST_F(ServerDeadlineTest, AReaderThatDripsIsDropped) {
  options.timeouts.grace = milliseconds(300);
  options.timeouts.write_rate = 1'000'000;
  app.add_text("/large", app::Place::loop, std::string(20'000'000, 'x'));
  start();
  RawClient client = connect(4096);
  client.send("GET /large HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_TRUE(eventually([&] {
    drip(client, milliseconds(50));
    return server->connections() == 0;
  }));
}

TEST_F(ServerDeadlineTest, ASlowReaderIsNotClosed) {
  options.timeouts.write_rate = 0;
  const std::string large(6'000'000, 'x');
  app.add_text("/large", app::Place::loop, large);
  start();
  RawClient client = connect(4096);
  client.send("GET /large HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
  const std::size_t got = drip(client, milliseconds(1500));
  EXPECT_GT(got + client.read_all().size(), large.size());
}

TEST_F(ServerDeadlineTest, AReaderThatTakesNothingIsDropped) {
  const std::string large(20'000'000, 'x');
  for (const auto& [path, place] :
       {std::pair{"/large", app::Place::loop}, {"/large-pool", app::Place::worker}}) {
    app.add(path, place, [&](app::Exchange& exchange) {
      exchange.response.body.adopt({large, [](void*) noexcept {}, &app});
    });
  }
  start();
  RawClient one = connect(4096), two = connect(4096);
  one.send("GET /large HTTP/1.1\r\nHost: t\r\n\r\n");
  two.send("GET /large-pool HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return app.prepared == 2; }));
  EXPECT_TRUE(eventually([&] { return server->connections() == 0; }));
  EXPECT_EQ(app.finished, 2);
}

TEST_F(ServerDeadlineTest, AViewHasAllTheTimeItNeeds) {
  app.add("/slow", app::Place::worker, [](app::Exchange& exchange) {
    std::this_thread::sleep_for(milliseconds(900));
    exchange.response.body.assign("slow");
  });
  start();
  EXPECT_EQ(connect().get("/slow").body, "slow");
}

TEST_F(ServerDeadlineTest, AClientThatNeverClosesIsClosed) {
  start();
  RawClient client = connect();
  EXPECT_TRUE(client.get("/hello", "Connection: close\r\n").has("Connection: close\r\n"));
  EXPECT_TRUE(eventually([&] { return server->connections() == 0; }));
}

}  // namespace
}  // namespace carboy::core::server
