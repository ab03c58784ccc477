// A process that runs out of file descriptors rejects clients, reports it, and goes on. The limit
// holds for the whole process, so a test lowers it only while the listener has to reach it.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <ctime>
#include <vector>

#include "core/server/testing/toy_application.h"

namespace carboy::core::server {
namespace {

using std::chrono::milliseconds;
using testing::eventually;
using ::testing::HasSubstr;
using testing::RawClient;

class ServerDescriptorsTest : public testing::ServerTest {
 protected:
  ServerDescriptorsTest() {
    options.timeouts.keep_alive = std::chrono::seconds(60);
    ::getrlimit(RLIMIT_NOFILE, &normal);
  }
  void TearDown() override {
    set_limit(normal.rlim_cur);
    ServerTest::TearDown();
  }
  void set_limit(rlim_t most) {
    const rlimit limit{most, normal.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  }
  bool told_so_often(std::size_t count) {
    return eventually([&] { return reports().size() >= count; });
  }
  static double processor_seconds() {
    timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
  }

  rlimit normal{};
  RawClient late[2];  // made while there are descriptors
};

TEST_F(ServerDescriptorsTest, WithoutADescriptorItWaitsAndGoesOn) {
  start();
  RawClient before = connect(), idle = connect();
  EXPECT_EQ(before.get("/hello").body, "hello");
  EXPECT_EQ(idle.get("/hello").body, "hello");
  before.send("GET /hello HTTP/1.1\r\n");  // an idle connection would be closed
  set_limit(3);
  late[0].connect(server->addresses().front());
  EXPECT_TRUE(told_so_often(1));
  const double used = processor_seconds();
  std::this_thread::sleep_for(milliseconds(300));
  EXPECT_LT(processor_seconds() - used, 0.1) << "it spins";
  EXPECT_TRUE(idle.at_end());
  before.send("Host: t\r\n\r\n");
  EXPECT_EQ(before.read_response().body, "hello") << "the others go on";
  set_limit(normal.rlim_cur);
  EXPECT_TRUE(told_so_often(2));
  server.reset();
  ASSERT_EQ(reports().size(), 2u) << "once each";
  EXPECT_THAT(reports()[0], HasSubstr("Out of file descriptors"));
  EXPECT_THAT(reports()[1], HasSubstr("again"));
}

TEST_F(ServerDescriptorsTest, TheReserveDescriptorRejectsNewClients) {
  start();
  RawClient busy = connect();
  busy.send("GET /hello HTTP/1.1\r\n");
  EXPECT_TRUE(eventually([&] { return server->connections() == 1; }));
  // Every number below the limit is in use.
  std::vector<base::Descriptor> fillers;
  for (int i = 0; i < 100; ++i) fillers.emplace_back(::dup(0));
  set_limit(static_cast<rlim_t>(fillers.back().get()) + 1);
  for (RawClient& client : late) {
    client.connect(server->addresses().front());
    EXPECT_EQ(client.read_response().status, 503);
  }
  busy.send("Host: t\r\n\r\n");
  EXPECT_EQ(busy.read_response().body, "hello");
  fillers.clear();
  // The acceptor may still be rejecting what it finds.
  EXPECT_TRUE(eventually([&] { return connect().get("/hello").body == "hello"; }));
}

}  // namespace
}  // namespace carboy::core::server
