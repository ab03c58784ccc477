// Many slow clients of every kind at once: others get their answers, and finally all slow ones are
// disconnected.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/server/testing/toy_application.h"
#include "site.h"

namespace carboy::http_test {
namespace {

using core::server::ServerOptions;
using core::server::testing::eventually;
using core::server::testing::RawClient;
using std::chrono::milliseconds;

ServerOptions short_deadlines() {
  ServerOptions options;
  options.timeouts = {.header = milliseconds(500),
                      .body_idle = milliseconds(500),
                      .write_idle = milliseconds(500),
                      .keep_alive = milliseconds(800),
                      .linger = milliseconds(300)};
  return options;
}

// What each slow client has sent when it stops.
const char* const kBeginnings[] = {
    "",
    "GET /hel",
    "GET /hello HTTP/1.1\r\nHost: h\r\nX-A: b\r\n",
    "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc",
    "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe",
    "GET /large HTTP/1.1\r\nHost: h\r\n\r\n",
};

TEST(SlowCrowd, DelaysNoOtherClientAndIsDisconnected) {
  Site site(short_deadlines());
  std::vector<RawClient> crowd;
  for (int i = 0; i < 20; ++i) {
    for (const char* beginning : kBeginnings) {
      crowd.push_back(site.connect());
      crowd.back().send(beginning);
    }
  }
  RawClient quick = site.connect();
  int answered = 0;
  const bool alone = eventually([&] {
    EXPECT_EQ(quick.get("/hello").body, "hello");
    EXPECT_EQ(quick.get("/pool").body, "pooled");
    ++answered;
    return site.connections() <= 1;
  });
  EXPECT_TRUE(alone) << site.connections() << " are still open";
  EXPECT_GT(answered, 0);
  EXPECT_EQ(quick.get("/hello").body, "hello") << "it was never closed";
}

// The deadlines are far longer than a test client waits, so a client that had to wait for the slow
// ones would get no answer.
TEST(SlowCrowd, NoOtherClientWaitsForIt) {
  const auto far = std::chrono::seconds(10 * RawClient::kTimeoutSeconds);
  ServerOptions patient;
  patient.timeouts = {.header = far, .body_idle = far, .write_idle = far, .keep_alive = far};
  Site site(patient);
  std::vector<RawClient> crowd;
  for (int i = 0; i < 50; ++i) {
    for (const char* beginning : kBeginnings) {
      crowd.push_back(site.connect());
      crowd.back().send(beginning);
    }
  }
  for (int i = 0; i < 20; ++i) {
    RawClient quick = site.connect();
    EXPECT_EQ(quick.get("/hello").body, "hello");
    EXPECT_EQ(quick.get("/pool").body, "pooled");
    quick.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
    EXPECT_EQ(quick.read_response().status, 200);
  }
  EXPECT_GE(site.connections(), crowd.size());
}

TEST(SlowCrowd, DrippingHeadsAreCutOff) {
  Site site(short_deadlines());
  std::vector<RawClient> crowd;
  for (int i = 0; i < 50; ++i) {
    crowd.push_back(site.connect());
    crowd.back().send("GET /hello HTTP/1.1\r\n");
  }
  RawClient quick = site.connect();
  EXPECT_TRUE(eventually([&] {
    crowd.front().readable_within(20);
    for (RawClient& slow : crowd) {
      if (!slow.readable_within(0)) slow.send("X");
    }
    EXPECT_EQ(quick.get("/pool").body, "pooled");
    return std::all_of(crowd.begin(), crowd.end(),
                       [](RawClient& slow) { return slow.readable_within(0); });
  }));
  for (RawClient& slow : crowd) EXPECT_EQ(slow.read_response().status, 408);
}

// Resets the connection at every place of a request, before or after an answer.
TEST(SlowCrowd, ResetsLeakNoConnection) {
  Site site;
  const std::string bytes =
      "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhelloGET /pool HTTP/1.1\r\nHost: "
      "h\r\n\r\n";
  for (std::size_t at = 0; at <= bytes.size(); ++at) {
    RawClient client = site.connect();
    client.send(std::string_view(bytes).substr(0, at));
    client.reset();
  }
  EXPECT_TRUE(site.lives());
  EXPECT_TRUE(eventually([&] { return site.connections() == 0; }));
}

}  // namespace
}  // namespace carboy::http_test
