// Connections that begin with a PROXY header.
#include <gmock/gmock.h>

#include <mutex>

#include "core/base/testing/temporary_folder.h"
#include "core/server/testing/proxy_bytes.h"
#include "core/server/testing/toy_application.h"

namespace carboy::core::server {
namespace {

using testing::eventually;
using ::testing::HasSubstr;
using testing::RawClient;
using namespace std::string_literals;

constexpr const char* kHeader = "PROXY TCP4 192.0.2.7 192.0.2.2 56324 443\r\n";
constexpr const char* kWho = "GET /who HTTP/1.1\r\nHost: t\r\n\r\n";

class ServerProxyTest : public testing::ServerTest {
 protected:
  ServerProxyTest() {
    options.proxy_protocol = true;
    options.is_trusted_proxy = [](std::string_view address) { return address == "127.0.0.1"; };
    app.add("/who", app::Place::loop, [](app::Exchange& exchange) {
      exchange.response.body.assign(std::string(exchange.peer.address) + " " +
                                    std::to_string(exchange.peer.port) +
                                    (exchange.peer.secure ? " secure" : ""));
    });
  }
};

TEST_F(ServerProxyTest, TheHeaderNamesTheClient) {
  start();
  RawClient client = connect();
  client.send(std::string(kHeader) + kWho);
  EXPECT_EQ(client.read_response().body, "192.0.2.7 56324");
  client.send(kWho);
  EXPECT_EQ(client.read_response().body, "192.0.2.7 56324") << "once, for the whole connection";
  RawClient tls = connect();
  tls.send(testing::version_2(0x21, 0x11,
                              "\xc0\0\x02\x08\xc0\0\x02\x02\0\x09\x01\xbb"s +
                                  testing::addition(0x20, "\x01\0\0\0\0"s)) +
           kWho);
  EXPECT_EQ(tls.read_response().body, "192.0.2.8 9 secure");
}

TEST_F(ServerProxyTest, ItMayComeByteByByte) {
  start();
  RawClient client = connect();
  client.send_by_byte(std::string(kHeader) + kWho);
  EXPECT_EQ(client.read_response().body, "192.0.2.7 56324");
}

TEST_F(ServerProxyTest, AProxyMayConnectForItself) {
  start();
  RawClient client = connect();
  client.send("PROXY UNKNOWN\r\n"s + kWho);
  EXPECT_THAT(client.read_response().body, HasSubstr("127.0.0.1 "));
  connect().close();
  RawClient probe = connect();
  probe.finish_sending();
  EXPECT_TRUE(probe.at_end());
  EXPECT_EQ(last_report(), "") << "a probe is not worth a report";
}

TEST_F(ServerProxyTest, OverAUnixSocketEveryHeaderIsTrusted) {
  const base::TemporaryFolder folder;
  options.bind = {"unix:" + (folder / "s.sock").string()};
  start();
  RawClient client = connect();
  client.send(std::string(kHeader) + kWho);
  EXPECT_EQ(client.read_response().body, "192.0.2.7 56324");
  server->stop(std::chrono::seconds(5));
}

TEST_F(ServerProxyTest, OtherAddressesAreNotTrusted) {
  start();
  RawClient client(server->addresses().front(), 0, "127.0.0.2");
  client.send(std::string(kHeader) + kWho);
  EXPECT_TRUE(client.at_end());
  EXPECT_THAT(last_report(),
              HasSubstr("127.0.0.2 is not from an address in [server] trusted_proxies"));
  EXPECT_EQ(app.prepared, 0);
}

TEST_F(ServerProxyTest, AConnectionWithoutTheHeaderIsClosed) {
  for (const bool cut : {false, true}) {
    start();
    RawClient client = connect();
    client.send(cut ? "PROXY TCP4 192.0" : kWho);
    client.finish_sending();
    EXPECT_TRUE(client.at_end());
    EXPECT_THAT(last_report(),
                HasSubstr(cut ? "ended in the middle" : "began with something other"));
  }
  EXPECT_EQ(app.prepared, 0);
}

TEST_F(ServerProxyTest, TheHeaderHasTheTimeOfAHead) {
  options.timeouts.header = std::chrono::milliseconds(200);
  start();
  RawClient silent = connect(), slow = connect();
  slow.send("PROXY ");
  EXPECT_TRUE(silent.at_end());
  EXPECT_TRUE(slow.at_end());
  EXPECT_THAT(last_report(), HasSubstr("no PROXY header in time"));
}

TEST_F(ServerProxyTest, TheClientsAddressHasALimit) {
  options.max_connections_per_client = 2;
  start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 2; ++i) {
    clients.push_back(connect());
    clients.back().send(std::string(kHeader) + kWho);
    EXPECT_EQ(clients.back().read_response().status, 200);
  }
  RawClient third = connect();
  third.send(std::string(kHeader) + kWho);
  EXPECT_EQ(third.read_response().status, 503);
  EXPECT_TRUE(third.at_end());
  EXPECT_THAT(last_report(), HasSubstr("192.0.2.7 has 2 connections open"));
  RawClient other = connect();
  other.send("PROXY TCP4 192.0.2.8 192.0.2.2 1 2\r\n"s + kWho);
  EXPECT_EQ(other.read_response().status, 200);
  clients.clear();
  EXPECT_TRUE(eventually([&] {
    RawClient again = connect();
    again.send(std::string(kHeader) + kWho);
    return again.read_response().status == 200;
  }));
}

}  // namespace
}  // namespace carboy::core::server
