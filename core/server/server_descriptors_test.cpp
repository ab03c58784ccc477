// A process that runs out of file descriptors: who is served, who is told, and that it goes on.
// The limit holds for the whole process, so it is lowered only while the listener has to feel it.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <ctime>
#include <mutex>
#include <string>
#include <vector>

#include "core/server/testing/toy_application.h"

namespace carboy::core::server {
namespace {

using std::chrono::milliseconds;
using testing::eventually;
using ::testing::HasSubstr;
using testing::RawClient;
using ::testing::StartsWith;

class ServerDescriptorsTest : public testing::ServerTest {
 protected:
  ServerDescriptorsTest() {
    options.timeouts.keep_alive = std::chrono::seconds(60);
    options.on_trouble = [this](std::string_view text) {
      const std::lock_guard lock(mutex);
      troubles.emplace_back(text);
    };
    ::getrlimit(RLIMIT_NOFILE, &normal);
    for (int i = 0; i < 2; ++i) late.emplace_back(::socket(AF_INET, SOCK_STREAM, 0));
  }
  void TearDown() override {
    set_limit(normal.rlim_cur);
    ServerTest::TearDown();
  }
  void set_limit(rlim_t most) {
    const rlimit limit{most, normal.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  }
  void connect_late(std::size_t number) {
    const std::string& address = server->addresses().front();
    const std::string port = address.substr(address.rfind(':') + 1);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port)));
    inet_pton(AF_INET, "127.0.0.1", &where.sin_addr);
    const auto* name = reinterpret_cast<const sockaddr*>(&where);
    EXPECT_EQ(::connect(late[number].get(), name, sizeof where), 0);
  }
  std::string read_late(std::size_t number) {
    std::string all;
    char piece[1024];
    for (;;) {
      pollfd coming{late[number].get(), POLLIN, 0};
      if (::poll(&coming, 1, RawClient::kPatience * 1000) != 1) return all + " (then nothing)";
      const ssize_t count = ::recv(coming.fd, piece, sizeof piece, 0);
      if (count <= 0) return all;
      all.append(piece, static_cast<std::size_t>(count));
    }
  }
  bool told(std::size_t count) {
    return eventually([&] {
      const std::lock_guard lock(mutex);
      return troubles.size() >= count;
    });
  }
  static double processor_seconds() {
    timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
  }

  rlimit normal{};
  std::vector<base::Descriptor> late;  // a client's, made while there are some
  std::mutex mutex;
  std::vector<std::string> troubles;
};

TEST_F(ServerDescriptorsTest, WithoutAnyItWaitsAndGoesOn) {
  start();
  RawClient before = connect(), idle = connect();
  EXPECT_EQ(before.get("/hello").body, "hello");
  EXPECT_EQ(idle.get("/hello").body, "hello");
  before.send("GET /hello HTTP/1.1\r\n");  // who is idle is closed
  set_limit(3);
  connect_late(0);
  EXPECT_TRUE(told(1));
  const double used = processor_seconds();
  std::this_thread::sleep_for(milliseconds(300));
  EXPECT_LT(processor_seconds() - used, 0.1) << "it spins";
  EXPECT_TRUE(idle.at_end());
  before.send("Host: t\r\n\r\n");
  EXPECT_EQ(before.read_response().body, "hello") << "the others go on";
  set_limit(normal.rlim_cur);
  EXPECT_TRUE(told(2));
  server.reset();
  ASSERT_EQ(troubles.size(), 2u) << "once each";
  EXPECT_THAT(troubles[0], HasSubstr("Out of file descriptors"));
  EXPECT_THAT(troubles[1], HasSubstr("again"));
}

TEST_F(ServerDescriptorsTest, NewcomersAreToldByTheOneThatIsKept) {
  start();
  RawClient busy = connect();
  busy.send("GET /hello HTTP/1.1\r\n");
  EXPECT_TRUE(eventually([&] { return server->connections() == 1; }));
  // Every number below the limit is in use.
  std::vector<base::Descriptor> fillers;
  for (int i = 0; i < 100; ++i) fillers.emplace_back(::dup(0));
  set_limit(static_cast<rlim_t>(fillers.back().get()) + 1);
  for (std::size_t number = 0; number < late.size(); ++number) {
    connect_late(number);
    EXPECT_THAT(read_late(number), StartsWith("HTTP/1.1 503 "));
  }
  busy.send("Host: t\r\n\r\n");
  EXPECT_EQ(busy.read_response().body, "hello");
  fillers.clear();
  EXPECT_EQ(connect().get("/hello").body, "hello");
}

}  // namespace
}  // namespace carboy::core::server
