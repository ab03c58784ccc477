// Stopping: what is finished, what is cut off, and how long it takes.
#include <gmock/gmock.h>

#include <thread>

#include "core/server/testing/toy_application.h"

namespace carboy::core::server {
namespace {

using app::Place;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::eventually;
using testing::Latch;
using testing::RawClient;
using testing::RawResponse;

// Writes until it is stopped, with a pause of an hour between events.
class Endless final : public http::BodyStream {
 public:
  explicit Endless(bool events) : events_(events) {}
  State next(http::BodySink& sink) noexcept override {
    sink.write("data: x\n\n");
    sink.pause(std::chrono::hours(1));
    return State::more;
  }
  bool is_event_stream() const noexcept override { return events_; }

 private:
  bool events_;
};

class ServerStopTest : public testing::ServerTest {
 protected:
  ServerStopTest() {
    app.add("/block", Place::worker, [this](app::Exchange& exchange) {
      ++blocked;
      EXPECT_TRUE(release.wait());
      exchange.response.body.assign("blocked");
    });
    for (const bool events : {true, false}) {
      app.add(events ? "/events" : "/stream", Place::worker, [events](app::Exchange& exchange) {
        exchange.response.body.stream(std::make_unique<Endless>(events));
      });
    }
  }
  RawClient send(const std::string& path) {
    RawClient client = connect();
    client.send("GET " + path + " HTTP/1.1\r\nHost: t\r\n\r\n");
    return client;
  }
  Latch release;
  std::atomic<int> blocked{0};
};

TEST_F(ServerStopTest, FinishesRequestsUnderWayAndTakesNoNewOnes) {
  start();
  RawClient idle = connect(), fresh = connect(), partial = connect();
  EXPECT_EQ(idle.get("/pool").body, "pooled");
  partial.send("GET /hello HTTP/1.1\r\nHo");
  RawClient blocking = send("/block");
  EXPECT_TRUE(eventually([&] { return blocked == 1; }));
  std::size_t cut_off = 99;
  std::thread stopper([&] { cut_off = server->stop(seconds(20)); });
  EXPECT_TRUE(idle.at_end());
  EXPECT_TRUE(fresh.at_end());
  EXPECT_FALSE(RawClient(server->addresses().front()).connected());
  partial.send("st: t\r\n\r\n");
  const RawResponse completed = partial.read_response();
  EXPECT_EQ(completed.body, "hello");
  EXPECT_TRUE(completed.has("Connection: close\r\n"));
  partial.close();
  release.open();
  const RawResponse response = blocking.read_response();
  EXPECT_EQ(response.body, "blocked");
  EXPECT_TRUE(response.has("Connection: close\r\n"));
  EXPECT_TRUE(blocking.at_end());
  blocking.close();
  stopper.join();
  EXPECT_EQ(cut_off, 0u);
  EXPECT_EQ(server->connections(), 0u);
}

TEST_F(ServerStopTest, IsQuickWhenNothingIsUnderWay) {
  start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(connect());
    EXPECT_EQ(clients.back().get(i % 2 == 0 ? "/hello" : "/pool").status, 200);
  }
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(server->stop(seconds(20)), 0u);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(5));
}

TEST_F(ServerStopTest, EndsEventStreamsAtOnceAndOthersAfterGrace) {
  start();
  RawClient events = send("/events"), stream = send("/stream");
  EXPECT_FALSE(events.read_through("data: x\n\n").empty());
  EXPECT_FALSE(stream.read_through("data: x\n\n").empty());
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(server->stop(milliseconds(500)), 1u) << "the plain stream";
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(500));
  EXPECT_EQ(server->connections(), 0u);
  events.read_all();
  stream.read_all();
  EXPECT_TRUE(events.at_end());
  EXPECT_TRUE(stream.at_end());
}

TEST_F(ServerStopTest, CutsOffWhatTakesLongerThanTheGrace) {
  options.workers = 1;
  start();
  RawClient running = send("/block");
  EXPECT_TRUE(eventually([&] { return blocked == 1; }));
  RawClient queued = send("/block");
  EXPECT_TRUE(eventually([&] { return app.prepared == 2; }));
  EXPECT_EQ(server->stop(milliseconds(100)), 2u);
  EXPECT_TRUE(running.at_end());
  EXPECT_TRUE(queued.at_end());
  release.open();
  server.reset();
  EXPECT_EQ(blocked, 1) << "a view that had not begun was run";
  EXPECT_EQ(app.finished, 2);
}

TEST_F(ServerStopTest, StopsTwiceAndWithoutAStart) {
  EXPECT_EQ(Server(options, app).stop(seconds(1)), 0u);
  start();
  EXPECT_EQ(server->stop(seconds(1)), 0u);
  EXPECT_EQ(server->stop(seconds(1)), 0u);
}

TEST_F(ServerStopTest, ManyServersComeAndGo) {
  for (int i = 0; i < 20; ++i) {
    start();
    EXPECT_EQ(connect().get("/hello").body, "hello");
    RawClient under_way = send("/pool");
    server.reset();
  }
}

}  // namespace
}  // namespace carboy::core::server
