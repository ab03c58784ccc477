// Streamed bodies: framing, back-pressure, pauses, cancellation.
#include <gmock/gmock.h>

#include <thread>

#include "core/server/testing/toy_stream.h"

namespace carboy::core::server {
namespace {

using app::Place;
using ::testing::EndsWith;
using testing::eventually;
using ::testing::HasSubstr;
using testing::Latch;
using testing::RawClient;
using testing::RawResponse;
using testing::ToyStream;

using ServerStreamTest = testing::StreamTest;

TEST_F(ServerStreamTest, SendsChunksAndKeepsTheConnection) {
  add_stream("/three", three);
  start();
  for (const char* path : {"/three", "/three-pool"}) {
    RawClient client = connect();
    for (int i = 0; i < 20; ++i) {
      const RawResponse response = client.get(path);
      ASSERT_TRUE(response.has("Transfer-Encoding: chunked\r\n"));
      ASSERT_TRUE(response.complete);
      ASSERT_EQ(response.body, "piece1 piece2 piece3 ");
    }
    EXPECT_EQ(client.get("/hello").body, "hello");
  }
}

TEST_F(ServerStreamTest, AnOldClientGetsItUntilTheEnd) {
  add_stream("/three", three);
  start();
  RawClient client = connect();
  client.send("GET /three HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const std::string all = client.read_all();
  EXPECT_THAT(all, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(all, EndsWith("\r\n\r\npiece1 piece2 piece3 "));
}

TEST_F(ServerStreamTest, AKnownLengthIsKeptOrTheConnectionEnds) {
  add_stream("/exact", three, "21");
  add_stream("/short", three, "22");
  add_stream(
      "/long",
      [] { return [](http::BodySink& sink) { return sink.write("123456789"), State::more; }; },
      "10");
  start();
  RawClient client = connect();
  EXPECT_EQ(client.get("/exact").body, "piece1 piece2 piece3 ");
  EXPECT_EQ(client.get("/exact-pool").body, "piece1 piece2 piece3 ");
  EXPECT_FALSE(client.get("/short").complete);
  for (const char* path : {"/long", "/long-pool"}) {
    RawClient other = connect();
    other.send("GET " + std::string(path) + " HTTP/1.1\r\nHost: t\r\n\r\n");
    const std::string all = other.read_all();
    EXPECT_LE(all.substr(all.find("\r\n\r\n") + 4).size(), 10u) << "never more than was promised";
  }
}

TEST_F(ServerStreamTest, HeadGetsNoStream) {
  add_stream("/three", three);
  start();
  RawClient client = connect();
  client.send("HEAD /three HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(client.read_response(true).status, 200);
  EXPECT_EQ(client.get("/hello").body, "hello");
  EXPECT_TRUE(eventually([&] { return alive == 0; }));
}

TEST_F(ServerStreamTest, AFailedStreamEndsWithoutALastChunk) {
  add_stream("/fails", [] {
    return [n = 0](http::BodySink& sink) mutable {
      return sink.write("x"), ++n == 2 ? State::failed : State::more;
    };
  });
  start();
  for (const char* path : {"/fails", "/fails-pool"}) {
    RawClient client = connect();
    const RawResponse response = client.get(path);
    EXPECT_EQ(response.status, 200);
    EXPECT_FALSE(response.complete);
    EXPECT_TRUE(client.at_end());
  }
}

TEST_F(ServerStreamTest, WaitsForASlowClientWithoutMakingMore) {
  std::atomic<std::size_t> made{0};
  constexpr std::size_t kPiece = 100'000, kPieces = 300;
  add_stream("/large", [&] {
    return [&made, n = std::size_t{0}](http::BodySink& sink) mutable {
      sink.write(std::string(kPiece, 'x'));
      made += kPiece;
      return ++n == kPieces ? State::done : State::more;
    };
  });
  start();
  RawClient slow = connect(4096);
  slow.send("GET /large HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return made > 0; }));
  RawClient other = connect();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(other.get("/pool").body, "pooled");
  EXPECT_LT(made, kPiece * kPieces / 2) << "it was made ahead of the client";
  const RawResponse response = slow.read_response();
  EXPECT_EQ(response.body.size(), kPiece * kPieces);
  EXPECT_TRUE(response.complete);
  EXPECT_EQ(slow.get("/hello").body, "hello");
}

TEST_F(ServerStreamTest, FastStreamsDoNotKeepTheWorkersForThemselves) {
  add_stream("/endless", [] {
    return [](http::BodySink& sink) { return sink.write(std::string(10'000, 'x')), State::more; };
  });
  options.workers = 1;
  start();
  std::vector<RawClient> clients;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) clients.push_back(connect());
  for (RawClient& client : clients) {
    client.send("GET /endless HTTP/1.1\r\nHost: t\r\n\r\n");
    readers.emplace_back([&client] { client.read_through("never there"); });
  }
  RawClient other = connect();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(other.get("/pool").body, "pooled");
  for (RawClient& client : clients) ::shutdown(client.fd(), SHUT_RDWR);
  for (std::thread& reader : readers) reader.join();
  EXPECT_TRUE(eventually([&] { return alive == 0; }));
}

TEST_F(ServerStreamTest, ACancelledStreamIsNotCalledAgain) {
  Latch inside, release;
  std::atomic<int> calls{0};
  std::atomic<bool> written{true};
  app.add("/slow", Place::worker, [&](app::Exchange& current) {
    current.response.body.stream(std::make_unique<ToyStream>(alive, [&](http::BodySink& sink) {
      ++calls;
      sink.write("first");
      inside.open();
      EXPECT_TRUE(release.wait());
      current.cancel();
      current.carrier->wake();
      written = sink.write("second");
      return State::more;
    }));
  });
  start();
  RawClient client = connect();
  client.send("GET /slow HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_TRUE(inside.wait());
  release.open();
  EXPECT_FALSE(client.read_response().complete);
  EXPECT_TRUE(eventually([&] { return alive == 0; }));
  EXPECT_EQ(calls, 1);
  EXPECT_FALSE(written);
}

TEST_F(ServerStreamTest, WhatWasWrittenLeavesBeforeTheNextPieceIsMade) {
  Latch release;
  add_stream("/live", [&] {
    return [&, n = 0](http::BodySink& sink) mutable {
      if (++n == 2) {
        EXPECT_TRUE(release.wait());
      }
      sink.write(n == 1 ? "first" : "second");
      return n == 2 ? State::done : State::more;
    };
  });
  start();
  RawClient client = connect();
  client.send("GET /live-pool HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_FALSE(client.read_through("first\r\n").empty()) << "while the second is still being made";
  release.open();
  EXPECT_FALSE(client.read_through("second\r\n0\r\n\r\n").empty());
}

TEST_F(ServerStreamTest, AClientThatHasFinishedSendingStillGetsAStreamToItsEnd) {
  add_stream("/three", three);
  start();
  for (const char* target : {"/three", "/three-pool"}) {
    RawClient client = connect();
    client.send("GET " + std::string(target) + " HTTP/1.1\r\nHost: t\r\n\r\n");
    client.finish_sending();
    const RawResponse response = client.read_response();
    EXPECT_TRUE(response.complete) << target;
    EXPECT_EQ(response.body, "piece1 piece2 piece3 ") << target;
  }
}

}  // namespace
}  // namespace carboy::core::server
