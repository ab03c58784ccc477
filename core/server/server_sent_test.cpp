// What the server reports to the app about sent responses: their size, whether they were whole, and
// when their request began.
#include <gmock/gmock.h>

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/server/testing/toy_stream.h"

namespace carboy::core::server {
namespace {

using app::Place;
using std::chrono::milliseconds;
using testing::eventually;
using testing::Latch;
using testing::RawClient;
using testing::ToyStream;
using Time = std::chrono::steady_clock::time_point;

class ServerSentTest : public testing::StreamTest {
 protected:
  ServerSentTest() {
    options.times_requests = true;
    app.on_finish = [this](const app::Exchange& exchange) {
      const std::lock_guard lock(mutex);
      sent.push_back(exchange.sent);
      begun.push_back(exchange.begun);
    };
    app.on_refused = [this](const app::RefusedRequest& request) {
      const std::lock_guard lock(mutex);
      refused.push_back({request.status, std::string(request.line), std::string(request.reason),
                         std::string(request.peer.address), request.body_bytes, request.begun});
    };
    for (const Place place : {Place::loop, Place::worker}) {
      const std::string where = place == Place::loop ? "/loop/" : "/pool/";
      add_status(where + "304", place, 304);
      add_status(where + "204", place, 204);
      add_status(where + "777", place, 777);
      app.add_text(where + "large", place, std::string(kLarge, 'x'));
      add_stream(where + "stream", place, [n = 0](http::BodySink& sink) mutable {
        sink.write("0123456789");
        return ++n == 3 ? State::done : State::more;
      });
      add_stream(where + "fails", place, [n = 0](http::BodySink& sink) mutable {
        sink.write("0123456789");
        return ++n == 3 ? State::failed : State::more;
      });
      add_stream(where + "endless", place, [](http::BodySink& sink) {
        sink.write(std::string(1000, 'x'));
        return State::more;
      });
    }
  }

  void add_status(const std::string& path, Place place, int status) {
    app.add(path, place, [status](app::Exchange& exchange) {
      exchange.response.status = status;
      exchange.response.body.assign("text");
    });
  }
  void add_stream(const std::string& path, Place place, ToyStream::Next next) {
    app.add(path, place, [this, next](app::Exchange& exchange) {
      exchange.response.body.stream(std::make_unique<ToyStream>(alive, next));
    });
  }
  // What was reported about the one request that was sent; status -1: nothing.
  app::Sent next_sent() {
    if (!eventually([&] { return app.finished == app.prepared && app.prepared > taken; })) {
      return {-1, 0, false};
    }
    const std::lock_guard lock(mutex);
    taken = app.prepared;
    return sent.back();
  }
  app::Sent sent_for(const std::string& line) {
    RawClient client = connect();
    client.send(line + "\r\nHost: t\r\nConnection: close\r\n\r\n");
    client.read_all();
    return next_sent();
  }
  struct Refused {
    int status;
    std::string line, reason, peer;
    std::uint64_t body_bytes;
    Time begun;
  };
  // What was reported about bytes that are not a request.
  Refused refused_for(const std::string& bytes) {
    RawClient client = connect();
    const int before = app.refusals;
    client.send(bytes);
    EXPECT_NE(client.read_all(), "");
    EXPECT_TRUE(eventually([&] { return app.refusals == before + 1; })) << bytes;
    const std::lock_guard lock(mutex);
    return refused.empty() ? Refused{} : refused.back();
  }

  static constexpr std::size_t kLarge = 16'000'000;  // more than any socket takes
  std::mutex mutex;
  std::vector<app::Sent> sent;
  std::vector<Time> begun;
  std::vector<Refused> refused;
  int taken = 0;
};

void expect_sent(const app::Sent& sent, int status, std::uint64_t bytes, bool whole,
                 const std::string& what) {
  EXPECT_EQ(sent.status, status) << what;
  EXPECT_EQ(sent.body_bytes, bytes) << what;
  EXPECT_EQ(sent.is_whole, whole) << what;
}

TEST_F(ServerSentTest, WholeAnswersOfEveryFraming) {
  start();
  for (const std::string where : {"/loop/", "/pool/"}) {
    expect_sent(sent_for("GET " + where + "large HTTP/1.1"), 200, kLarge, true, where);
    expect_sent(sent_for("HEAD " + where + "large HTTP/1.1"), 200, 0, true, where);
    expect_sent(sent_for("GET " + where + "304 HTTP/1.1"), 304, 0, true, where);
    expect_sent(sent_for("GET " + where + "204 HTTP/1.1"), 204, 0, true, where);
    expect_sent(sent_for("GET " + where + "777 HTTP/1.1"), 500, 4, true, where);
    expect_sent(sent_for("GET " + where + "stream HTTP/1.1"), 200, 30, true, where);
    expect_sent(sent_for("HEAD " + where + "stream HTTP/1.1"), 200, 0, true, where);
    expect_sent(sent_for("GET " + where + "stream HTTP/1.0"), 200, 30, true, where);
  }
}

TEST_F(ServerSentTest, EveryAnswerOfAConnectionIsCountedForItself) {
  start();
  RawClient client = connect();
  for (int i = 1; i <= 5; ++i) {
    EXPECT_EQ(client.get(i % 2 == 0 ? "/pool" : "/hello").status, 200);
    expect_sent(next_sent(), 200, i % 2 == 0 ? 6 : 5, true, std::to_string(i));
  }
}

TEST_F(ServerSentTest, AnInterimResponseIsNotCounted) {
  start();
  RawClient client = connect();
  client.send(
      "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_response().status, 100);
  client.send("ab");
  const std::string body = client.read_response().body;
  expect_sent(next_sent(), 200, body.size(), true, body);
}

TEST_F(ServerSentTest, AStreamThatFailsIsNotWhole) {
  start();
  for (const std::string where : {"/loop/", "/pool/"}) {
    const app::Sent told = sent_for("GET " + where + "fails HTTP/1.1");
    EXPECT_EQ(told.status, 200);
    EXPECT_FALSE(told.is_whole);
    EXPECT_GE(told.body_bytes, 10u);
    EXPECT_LE(told.body_bytes, 30u);
  }
}

TEST_F(ServerSentTest, AClientThatGoesInTheMiddleHasNotGotAll) {
  start();
  for (const std::string where : {"/loop/", "/pool/"}) {
    for (const std::string what : {"large", "endless"}) {
      RawClient client = connect(4096);
      client.send("GET " + where + what + " HTTP/1.1\r\nHost: t\r\n\r\n");
      EXPECT_NE(client.read_through("xxxx"), "");
      client.reset();
      const app::Sent told = next_sent();
      EXPECT_EQ(told.status, 200) << where << what;
      EXPECT_FALSE(told.is_whole) << where << what;
      EXPECT_GE(told.body_bytes, 4u) << where << what;
      EXPECT_TRUE(what != "large" || told.body_bytes < kLarge) << where;
    }
  }
}

TEST_F(ServerSentTest, AClientThatGoesBeforeTheAnswerGetsNoStatus) {
  Latch go;
  app.add("/wait", Place::worker, [&](app::Exchange& exchange) {
    EXPECT_TRUE(eventually([&] { return exchange.cancelled(); }));
    go.wait();
    exchange.response.body.assign("late");
  });
  start();
  RawClient client = connect();
  client.send("GET /wait HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return app.handled == 1; }));
  client.reset();
  go.open();
  expect_sent(next_sent(), 0, 0, false, "gone");
}

TEST_F(ServerSentTest, ARefusalIsReportedWithWhatWasReadOfItsLine) {
  start();
  Refused told = refused_for("\x16\x03\x01 garbage\r\n\r\n");
  EXPECT_EQ(told.status, 400);
  EXPECT_EQ(told.line, "\x16\x03\x01 garbage");
  EXPECT_EQ(told.peer, "127.0.0.1");
  EXPECT_NE(told.reason, "");
  EXPECT_EQ(told.body_bytes, told.reason.size() + 1) << "the sentence and its line feed";
  EXPECT_NE(told.begun, Time{});
  told =
      refused_for("GET /x?a=1 HTTP/1.1\r\nHost: t\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n");
  EXPECT_EQ(told.status, 431);
  EXPECT_EQ(told.line, "GET /x?a=1 HTTP/1.1");
  told = refused_for("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999\r\n\r\n");
  EXPECT_EQ(told.status, 413);
  EXPECT_EQ(told.line, "POST /echo HTTP/1.1");
  told = refused_for(
      "POST /c HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: "
      "chunked\r\n\r\n5\r\nhelloXX3\r\nabc\r\n0\r\n\r\n");
  EXPECT_EQ(told.status, 400);
  EXPECT_EQ(told.line, "POST /c HTTP/1.1");
  told = refused_for("GET /" + std::string(20'000, 'y') + " HTTP/1.1\r\n\r\n");
  EXPECT_EQ(told.status, 414);
  EXPECT_EQ(told.line, "GET /" + std::string(995, 'y')) << "a kilobyte of it";
}

TEST_F(ServerSentTest, ARefusalAfterARequestIsReportedByItself) {
  start();
  const Refused told = refused_for("GET /hello HTTP/1.1\r\nHost: t\r\n\r\nG@RBAGE\r\n\r\n");
  EXPECT_EQ(told.line, "G@RBAGE");
  EXPECT_EQ(app.refusals, 1);
  expect_sent(next_sent(), 200, 5, true, "the request before it");
}

TEST_F(ServerSentTest, AHeadThatDoesNotComeIsReported) {
  options.timeouts.header = milliseconds(100);
  start();
  const Refused told = refused_for("GET /slow HT");
  EXPECT_EQ(told.status, 408);
  EXPECT_EQ(told.line, "GET /slow HT");
}

TEST_F(ServerSentTest, ARefusalThatTheClientDoesNotTakeIsReportedToo) {
  start();
  RawClient client = connect();
  client.send("GARBAGE\r\n\r\n");
  client.reset();
  EXPECT_TRUE(eventually([&] { return app.refusals == 1 || server->connections() == 0; }));
  EXPECT_TRUE(eventually([&] { return server->connections() == 0; }));
  EXPECT_LE(app.refusals, 1) << "never twice";
}

TEST_F(ServerSentTest, ARequestBeginsWithItsFirstByte) {
  start();
  RawClient client = connect();
  const Time before = std::chrono::steady_clock::now();
  client.send(
      "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_response().status, 100);
  const Time between = std::chrono::steady_clock::now();
  client.send("abGET /pool HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(client.read_response().status, 200);
  EXPECT_EQ(client.read_response().body, "pooled");
  EXPECT_TRUE(eventually([&] { return app.finished == 2; }));
  const std::lock_guard lock(mutex);
  EXPECT_GE(begun[0], before);
  EXPECT_LE(begun[0], between) << "not with its last byte";
  EXPECT_GE(begun[1], between) << "the next one has a time of its own";
}

TEST_F(ServerSentTest, TheClockIsReadOnlyIfTheOptionIsSet) {
  options.times_requests = false;
  start();
  RawClient client = connect();
  EXPECT_EQ(client.get("/hello").status, 200);
  EXPECT_TRUE(eventually([&] { return app.finished == 1; }));
  EXPECT_EQ(refused_for("GARBAGE\r\n\r\n").begun, Time{});
  const std::lock_guard lock(mutex);
  EXPECT_EQ(begun.front(), Time{});
}

}  // namespace
}  // namespace carboy::core::server
