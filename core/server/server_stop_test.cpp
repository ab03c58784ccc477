// Stopping a server: what it finishes, what it cuts off, and how long that takes.
#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "core/base/testing/temporary_folder.h"
#include "core/server/testing/toy_stream.h"

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

// An old client takes the end of the connection for the end of the answer.
TEST_F(ServerStopTest, ACutOffAnswerOfUnknownLengthEndsWithAReset) {
  start();
  RawClient client = connect();
  client.send("GET /stream HTTP/1.0\r\n\r\n");
  EXPECT_FALSE(client.read_through("data: x\n\n").empty());
  EXPECT_EQ(server->stop(milliseconds(50)), 1u);
  char byte = 0;
  EXPECT_EQ(::recv(client.fd(), &byte, 1, 0), -1);
  EXPECT_EQ(errno, ECONNRESET);
}

// The stream has ended long before its file was sent.
TEST_F(ServerStopTest, ADownloadIsCutOffToo) {
  constexpr std::size_t kSize = 50'000'000;
  base::TemporaryFolder folder;
  const auto file = folder.write("large", std::string(kSize, 'x'));
  app.add("/file", Place::worker, [&](app::Exchange& exchange) {
    exchange.response.body.stream(std::make_unique<testing::FileStream>(file, 0, kSize));
  });
  start();
  RawClient client = connect(4096);
  client.send("GET /file HTTP/1.0\r\n\r\n");
  EXPECT_FALSE(client.read_through("\r\n\r\n").empty());
  std::size_t got = 0;
  std::thread reader([&] {
    char piece[8192];
    for (ssize_t count = 1; count > 0;
         got += static_cast<std::size_t>(std::max<ssize_t>(count, 0))) {
      std::this_thread::sleep_for(milliseconds(1));
      count = ::recv(client.fd(), piece, sizeof piece, 0);
    }
  });
  EXPECT_EQ(server->stop(milliseconds(200)), 1u);
  EXPECT_EQ(app.finished, 1);
  EXPECT_EQ(server->connections(), 0u);
  reader.join();
  EXPECT_LT(got, kSize);
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
  EXPECT_EQ(blocked, 1) << "a view that had not begun has run";
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
