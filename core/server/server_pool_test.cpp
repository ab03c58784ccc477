// Views on workers: what waits for what, what a full queue means, and what happens when a client
// leaves.
#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "core/server/testing/toy_application.h"

namespace carboy::core::server {
namespace {

using app::Place;
using testing::eventually;
using testing::Latch;
using testing::RawClient;
using testing::RawResponse;

class ServerPoolTest : public testing::ServerTest {
 protected:
  ServerPoolTest() {
    app.add("/block", Place::worker, [this](app::Exchange& exchange) {
      ++blocked;
      EXPECT_TRUE(release.wait());
      exchange.response.body.assign("blocked");
    });
  }
  std::vector<RawClient> block(int count) {
    std::vector<RawClient> clients;
    for (int i = 0; i < count; ++i) {
      clients.push_back(connect());
      clients.back().send("GET /block HTTP/1.1\r\nHost: t\r\n\r\n");
    }
    return clients;
  }
  Latch release;
  std::atomic<int> blocked{0};
};

TEST_F(ServerPoolTest, BlockingViewsDoNotDelayTheLoops) {
  options.loops = 1;
  start();
  std::vector<RawClient> waiting = block(16);
  EXPECT_TRUE(eventually([&] { return blocked == 4; }));
  RawClient client = connect();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(client.get("/hello").body, "hello");
  EXPECT_EQ(blocked, 4) << "as many as there are workers";
  release.open();
  for (RawClient& each : waiting) EXPECT_EQ(each.read_response().body, "blocked");
}

TEST_F(ServerPoolTest, AFullQueueIsA503AndTheConnectionStays) {
  options.workers = 1;
  options.queue_limit = 2;
  start();
  std::vector<RawClient> waiting = block(1);
  EXPECT_TRUE(eventually([&] { return blocked == 1; }));
  std::vector<RawClient> queued = block(2);
  EXPECT_TRUE(eventually([&] { return app.prepared == 3; }));
  RawClient client = connect();
  const RawResponse response = client.get("/block");
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(response.has("Retry-After: 1\r\n"));
  EXPECT_FALSE(response.has("Connection: close"));
  EXPECT_EQ(client.get("/hello").body, "hello");
  client.send("HEAD /block HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(client.read_response(true).status, 503);
  EXPECT_EQ(client.get("/hello").body, "hello");
  release.open();
  for (RawClient& each : queued) EXPECT_EQ(each.read_response().status, 200);
  EXPECT_EQ(client.get("/pool").body, "pooled");
}

TEST_F(ServerPoolTest, PipelinedInputWaitsForTheView) {
  start();
  RawClient client = connect();
  client.send("GET /block HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return blocked == 1; }));
  for (int i = 0; i < 3; ++i)
    client.send("GET /echo?" + std::to_string(i) + " HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(app.prepared, 1);
  release.open();
  EXPECT_EQ(client.read_response().body, "blocked");
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(client.read_response().body, "GET /echo?" + std::to_string(i) + " t ");
}

TEST_F(ServerPoolTest, ALeavingClientCancelsTheView) {
  for (const char* path : {"/wait", "/wait-with-more"}) {
    app.add(path, Place::worker, [this](app::Exchange& exchange) {
      ++blocked;
      EXPECT_TRUE(eventually([&] { return exchange.cancelled(); }));
    });
  }
  start();
  int expected = 0;
  for (const bool abrupt : {false, true}) {
    for (const char* more : {"", "GET /hello HTTP/1.1\r\nHost: t\r\n\r\n"}) {
      RawClient client = connect();
      client.send("GET /wait HTTP/1.1\r\nHost: t\r\n\r\n" + std::string(more));
      ++expected;
      EXPECT_TRUE(eventually([&] { return blocked == expected; }));
      abrupt ? client.reset() : client.close();
      EXPECT_TRUE(eventually([&] { return server->connections() == 0; }));
    }
  }
  EXPECT_FALSE(::testing::Test::HasFailure());
}

TEST_F(ServerPoolTest, AnExchangeAfterACancelledOneIsNotCancelled) {
  std::atomic<bool> cancelled{false};
  app.add("/check", Place::worker,
          [&](app::Exchange& exchange) { cancelled = cancelled || exchange.cancelled(); });
  start();
  for (int i = 0; i < 50; ++i) {
    RawClient client = connect();
    client.send("GET /check HTTP/1.1\r\nHost: t\r\n\r\nGET /check HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_EQ(client.read_response().status, 200);
    EXPECT_EQ(client.read_response().status, 200);
  }
  EXPECT_FALSE(cancelled);
}

TEST_F(ServerPoolTest, ALargeAnswerToASlowReaderFreesTheWorker) {
  const std::string large(10'000'000, 'x');
  app.add("/large", Place::worker, [&](app::Exchange& exchange) {
    exchange.response.body.adopt({large, [](void*) noexcept {}, &app});
  });
  options.workers = 1;
  start();
  RawClient slow = connect(4096);
  slow.send("GET /large HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return app.handled == 1; }));
  EXPECT_EQ(connect().get("/pool").body, "pooled");
  EXPECT_TRUE(slow.read_response().body == large);
  EXPECT_EQ(slow.get("/pool").body, "pooled");
}

TEST_F(ServerPoolTest, EveryThreadRunsTheHook) {
  std::mutex mutex;
  std::set<std::thread::id> threads;
  options.on_thread_start = [&] {
    const std::lock_guard lock(mutex);
    threads.insert(std::this_thread::get_id());
  };
  options.loops = 2;
  options.workers = 3;
  start();
  EXPECT_TRUE(eventually([&] {
    const std::lock_guard lock(mutex);
    return threads.size() == 5;
  }));
}

// Requests from many clients at once, so that releases, notifications and ticks meet in every
// order.
TEST_F(ServerPoolTest, ManyClientsLoseNothing) {
  start();
  std::atomic<int> answered{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      RawClient client = connect();
      for (int i = 0; i < 300; ++i) {
        const std::string name = std::to_string(t * 1000 + i);
        const int burst = 1 + (i + t) % 3;
        std::string bytes;
        for (int b = 0; b < burst; ++b)
          bytes += "GET /echo-pool?" + name + " HTTP/1.1\r\nHost: t\r\n\r\n";
        // The second half comes while the first request is at work.
        client.send(bytes.substr(0, bytes.size() / 2 + 5));
        client.send(bytes.substr(bytes.size() / 2 + 5));
        for (int b = 0; b < burst; ++b) {
          if (client.read_response().body != "GET /echo-pool?" + name + " t ") return;
        }
        ++answered;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(answered, 8 * 300);
}

}  // namespace
}  // namespace carboy::core::server
