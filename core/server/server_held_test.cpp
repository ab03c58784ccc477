// Requests that the app cannot take yet: they wait without a thread.
#include <gmock/gmock.h>

#include "core/server/testing/toy_application.h"

namespace carboy::core::server {
namespace {

using app::Place;
using testing::eventually;
using testing::RawClient;

class ServerHeldTest : public testing::ServerTest {
 protected:
  ServerHeldTest() {
    options.loops = 1;
    options.workers = 1;
    app.add_text("/held", Place::worker, "held");
    app.add_text("/held/loop", Place::loop, "held on the loop");
    app.holds = true;
  }
};

TEST_F(ServerHeldTest, OthersAreServedMeanwhile) {
  start();
  std::vector<RawClient> waiting;
  for (int i = 0; i < 8; ++i) {
    waiting.push_back(connect());
    waiting.back().send(i % 2 == 0 ? "GET /held HTTP/1.1\r\nHost: t\r\n\r\n"
                                   : "GET /held/loop HTTP/1.1\r\nHost: t\r\n\r\n");
  }
  EXPECT_TRUE(eventually([&] { return app.held >= 16; })) << "each is asked for again";
  RawClient client = connect();
  EXPECT_EQ(client.get("/hello").body, "hello");
  EXPECT_EQ(client.get("/pool").body, "pooled") << "no worker waits";
  EXPECT_EQ(app.handled, 2);
  app.holds = false;
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    EXPECT_EQ(waiting[i].read_response().body, i % 2 == 0 ? "held" : "held on the loop");
  }
}

TEST_F(ServerHeldTest, PipelinedRequestsKeepTheirOrder) {
  start();
  RawClient client = connect();
  client.send("GET /held HTTP/1.1\r\nHost: t\r\n\r\nGET /hello HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return app.held >= 2; }));
  app.holds = false;
  EXPECT_EQ(client.read_response().body, "held");
  EXPECT_EQ(client.read_response().body, "hello");
}

TEST_F(ServerHeldTest, AStopEndsThem) {
  start();
  RawClient client = connect();
  client.send("GET /held HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return app.held >= 2; }));
  server->stop(std::chrono::milliseconds(50));
  EXPECT_EQ(app.finished, 1) << "what the app keeps for it is freed";
  ++app.prepared;  // it was asked for, but not counted
}

}  // namespace
}  // namespace carboy::core::server
