// Streams that pause, such as server-sent events: what they occupy, for how long, and what ends
// them.
#include <gmock/gmock.h>

#include "core/server/testing/toy_stream.h"

namespace carboy::core::server {
namespace {

using app::Place;
using testing::eventually;
using testing::RawClient;
using testing::RawResponse;
using testing::ToyStream;

class ServerPauseTest : public testing::StreamTest {
 protected:
  // A server-sent event every `delay`, for ever.
  static ToyStream::Next events(std::chrono::milliseconds delay) {
    return [delay](http::BodySink& sink) {
      sink.write("data: x\n\n");
      sink.pause(delay);
      return State::more;
    };
  }
  void add_events(const std::string& path, std::chrono::milliseconds delay) {
    app.add(path, Place::worker, [this, delay](app::Exchange& exchange) {
      exchange.response.body.stream(std::make_unique<ToyStream>(alive, events(delay), true));
    });
  }
};

TEST_F(ServerPauseTest, PausesHoldNoThread) {
  add_events("/events", std::chrono::milliseconds(20));
  options.workers = 2;
  start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 200; ++i) {
    clients.push_back(connect());
    clients.back().send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n");
  }
  for (RawClient& client : clients) {
    for (int i = 0; i < 3; ++i) ASSERT_FALSE(client.read_through("data: x\n\n").empty());
  }
  EXPECT_EQ(connect().get("/pool").body, "pooled");
  EXPECT_EQ(alive, 200);
  clients.clear();
  EXPECT_TRUE(eventually([&] { return alive == 0 && server->connections() == 0; }));
}

TEST_F(ServerPauseTest, APauseLastsAsLongAsItWasAskedFor) {
  add_events("/events", std::chrono::milliseconds(150));
  start();
  RawClient client = connect();
  client.send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n");
  client.read_through("data: x\n\n");
  const auto before = std::chrono::steady_clock::now();
  client.read_through("data: x\n\n");
  const auto took = std::chrono::steady_clock::now() - before;
  EXPECT_GE(took, std::chrono::milliseconds(120));
}

TEST_F(ServerPauseTest, APausedStreamOutlivesEveryTimeout) {
  options.timeouts = {.header = std::chrono::milliseconds(100),
                      .body_idle = std::chrono::milliseconds(100),
                      .write_idle = std::chrono::milliseconds(100),
                      .keep_alive = std::chrono::milliseconds(100)};
  add_events("/events", std::chrono::milliseconds(700));
  start();
  RawClient client = connect();
  client.send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n");
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(client.read_through("data: x\n\n").empty());
}

TEST_F(ServerPauseTest, ALeavingClientEndsAPausedStream) {
  add_events("/events", std::chrono::hours(1));
  start();
  for (const bool abrupt : {false, true}) {
    RawClient client = connect();
    client.send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n");
    client.read_through("data: x\n\n");
    EXPECT_EQ(alive, 1);
    abrupt ? client.reset() : client.close();
    EXPECT_TRUE(eventually([&] { return alive == 0; }));
  }
}

TEST_F(ServerPauseTest, APauseAfterTheEndDelaysNothing) {
  add_stream("/last", [] {
    return [](http::BodySink& sink) {
      sink.write(std::string(3'000'000, 'x'));  // more than a socket takes at once
      sink.pause(std::chrono::hours(1));
      return State::done;
    };
  });
  add_stream("/three", three);
  start();
  for (const char* path : {"/last", "/last-pool"}) {
    RawClient client = connect(4096);
    for (int i = 0; i < 2; ++i) {
      const RawResponse response = client.get(path);
      EXPECT_TRUE(response.complete);
      EXPECT_EQ(response.body.size(), 3'000'000u);
      EXPECT_EQ(client.get("/three-pool").body, "piece1 piece2 piece3 ");
    }
  }
}

TEST_F(ServerPauseTest, CancelAndWakeEndAPausedStream) {
  std::atomic<app::Exchange*> exchange{nullptr};
  app.add("/events", Place::worker, [&](app::Exchange& current) {
    current.response.body.stream(
        std::make_unique<ToyStream>(alive, events(std::chrono::hours(1)), true));
    exchange = &current;
  });
  start();
  RawClient client = connect();
  client.send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n");
  client.read_through("data: x\n\n");
  exchange.load()->cancel();
  exchange.load()->carrier->wake();
  EXPECT_FALSE(client.read_all().find("0\r\n\r\n") != std::string::npos) << "no last chunk";
  EXPECT_TRUE(client.at_end());
  EXPECT_TRUE(eventually([&] { return alive == 0; }));
}

}  // namespace
}  // namespace carboy::core::server
