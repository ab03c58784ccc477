// Where a server listens, and its errors if it cannot.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/base/error.h"
#include "core/base/testing/temporary_folder.h"
#include "core/server/listener.h"
#include "core/server/testing/toy_application.h"

namespace carboy::core::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using testing::RawClient;

class ServerListenTest : public testing::ServerTest {
 protected:
  std::string refusal() {
    try {
      start();
    } catch (const base::Error& error) {
      return error.what();
    }
    return "it started";
  }
  base::TemporaryFolder folder;
};

TEST_F(ServerListenTest, ListensOnSeveralAddressesAtOnce) {
  const std::string path = (folder / "s.sock").string();
  options.bind = {"127.0.0.1:0", "[::1]:0", "unix:" + path, "localhost:0"};
  start();
  ASSERT_EQ(server->addresses().size(), 4u);
  EXPECT_THAT(server->addresses()[0], MatchesRegex("127\\.0\\.0\\.1:[1-9][0-9]*"));
  EXPECT_THAT(server->addresses()[1], MatchesRegex("\\[::1\\]:[1-9][0-9]*"));
  EXPECT_EQ(server->addresses()[2], "unix:" + path);
  for (const std::string& address : server->addresses()) {
    RawClient client(address);
    ASSERT_TRUE(client.connected()) << address;
    EXPECT_EQ(client.get("/hello").body, "hello") << address;
    EXPECT_EQ(client.get("/pool").body, "pooled") << address;
  }
  server.reset();
  EXPECT_FALSE(std::filesystem::exists(path)) << "the socket's file is left";
}

TEST_F(ServerListenTest, AUnixClientHasThatAddress) {
  app.add("/who", app::Place::loop,
          [](app::Exchange& exchange) { exchange.response.body.assign(exchange.peer.address); });
  options.bind = {"unix:" + (folder / "s.sock").string()};
  start();
  EXPECT_EQ(connect().get("/who").body, "unix:");
}

TEST_F(ServerListenTest, TakesAnInheritedSocket) {
  Listener listener = Listener::open(parse_bind_address("127.0.0.1:0"));
  const std::string address = listener.address();
  const int inherited = ::dup(listener.fd());
  options.bind = {"fd:" + std::to_string(inherited)};
  for (int i = 0; i < 2; ++i) {  // the next server of the process finds it again
    start();
    EXPECT_EQ(server->addresses().front(), address);
    EXPECT_EQ(connect().get("/hello").body, "hello");
    server.reset();
  }
  ::close(inherited);
}

TEST_F(ServerListenTest, LeavesClientsThatWaitInAnInheritedSocketToTheNextServer) {
  const Listener listener = Listener::open(parse_bind_address("127.0.0.1:0"));
  options.bind = {"fd:" + std::to_string(listener.fd())};
  start();
  EXPECT_EQ(connect().get("/hello").body, "hello");
  server.reset();
  RawClient waiting(listener.address());
  ASSERT_TRUE(waiting.connected());
  waiting.send("GET /hello HTTP/1.1\r\nHost: t\r\n\r\n");
  start();
  EXPECT_EQ(waiting.read_response().body, "hello");
}

TEST_F(ServerListenTest, ItsConnectionsSendKeepAliveProbes) {
  const Listener listener = Listener::open(parse_bind_address("127.0.0.1:0"));
  RawClient client(listener.address());
  pollfd coming{listener.fd(), POLLIN, 0};
  ASSERT_EQ(::poll(&coming, 1, 10'000), 1);
  const base::Descriptor accepted(::accept(listener.fd(), nullptr, nullptr));
  ASSERT_TRUE(accepted);
  int value = 0;
  socklen_t size = sizeof value;
  ASSERT_EQ(::getsockopt(accepted.get(), SOL_SOCKET, SO_KEEPALIVE, &value, &size), 0);
  EXPECT_EQ(value, 1);
  ASSERT_EQ(::getsockopt(accepted.get(), IPPROTO_TCP, TCP_KEEPIDLE, &value, &size), 0);
  EXPECT_EQ(value, 60);
}

TEST_F(ServerListenTest, GivesASocketsFileItsMode) {
  const std::string path = (folder / "s.sock").string();
  options.bind = {"unix:" + path + "?mode=0606"};
  start();
  struct stat file {};
  ASSERT_EQ(::stat(path.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0606u);
  EXPECT_EQ(connect().get("/hello").body, "hello");
}

TEST_F(ServerListenTest, SaysThatNoSocketWasPassed) {
  options.bind = {"systemd"};
  EXPECT_THAT(refusal(), AllOf(HasSubstr("\"systemd\": no socket was passed"),
                               HasSubstr("LISTEN_FDS"), HasSubstr("socket unit")));
}

TEST_F(ServerListenTest, ReplacesAStaleUnixSocket) {
  const std::string path = (folder / "s.sock").string();
  {
    const base::Descriptor gone(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un where{};
    where.sun_family = AF_UNIX;
    std::memcpy(where.sun_path, path.data(), path.size());
    ASSERT_EQ(::bind(gone.get(), reinterpret_cast<const sockaddr*>(&where), sizeof where), 0);
  }
  ASSERT_TRUE(std::filesystem::exists(path));
  options.bind = {"unix:" + path};
  start();
  EXPECT_EQ(connect().get("/hello").body, "hello");
}

TEST_F(ServerListenTest, LeavesAUnixSocketThatIsNoLongerItsOwn) {
  const std::string path = (folder / "s.sock").string();
  options.bind = {"unix:" + path};
  start();
  std::filesystem::remove(path);
  std::ofstream(path) << "somebody else's";
  server.reset();
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(ServerListenTest, SaysWhoHasThePort) {
  const Listener other = Listener::open(parse_bind_address("127.0.0.1:0"));
  options.bind = {other.address()};
  const std::string port = other.address().substr(other.address().rfind(':') + 1);
  EXPECT_THAT(refusal(),
              AllOf(HasSubstr(other.address() + " is already in use"),
                    HasSubstr("ss -ltnp 'sport = :" + port + "'"), HasSubstr("[server] bind")));
}

TEST_F(ServerListenTest, SaysWhatElseIsWrongAllAtOnce) {
  std::ofstream(folder / "file") << "x";
  const Listener busy = Listener::open(parse_bind_address("unix:" + (folder / "busy").string()));
  options.bind = {"127.0.0.1:0",
                  "192.0.2.1:5000",
                  "[2001:db8::1]:5000",
                  "127.0.0.1:70000",
                  "unix:" + (folder / "none" / "s").string(),
                  "unix:" + (folder / "file").string(),
                  "unix:" + (folder / "file" / "s").string(),
                  "unix:" + (folder / "busy").string(),
                  "fd:999",
                  "fd:0"};
  const std::string text = refusal();
  EXPECT_THAT(text, HasSubstr("192.0.2.1:5000: 192.0.2.1 is not an address of this machine"));
  EXPECT_THAT(text, HasSubstr("[2001:db8::1]:5000: "));
  EXPECT_THAT(text, HasSubstr("a port is at most 65535"));
  EXPECT_THAT(text, HasSubstr("its folder does not exist"));
  EXPECT_THAT(text, HasSubstr("that is no socket"));
  EXPECT_THAT(text, HasSubstr("not a folder"));
  EXPECT_THAT(text, HasSubstr("busy is already in use"));
  EXPECT_THAT(text, HasSubstr("fd:999 is not open"));
  EXPECT_THAT(text, HasSubstr("fd:0 is open, but is not a listening socket"));
  EXPECT_THAT(text, Not(HasSubstr("127.0.0.1:0")));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 8);
  EXPECT_TRUE(std::filesystem::exists(folder / "busy"));
}

TEST_F(ServerListenTest, AnEmptyListIsAMistake) {
  options.bind = {};
  EXPECT_THAT(refusal(), HasSubstr("[server] bind is empty"));
}

}  // namespace
}  // namespace carboy::core::server
