// Swaps of extensions under load: no request fails, and nothing is left in the process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/base/sanitizers.h"
#include "tests/system/harness.h"

namespace carboy::system_test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

bool is_ok(const Reply& reply) { return reply.ok() && !reply.body.empty(); }

class SwapTest : public testing::Test {
 protected:
  void SetUp() override {
    app.install("v1", "swapped");
    app.install("required", "consumer");
    app.config.extensions = {"swapped", "consumer"};
  }
  void swap_to(const std::string& version) {
    app.install(version, "swapped");
    const auto reload = app.host().reload("swapped");
    EXPECT_TRUE(reload.unload_result.unloaded) << reload.describe();
  }
  TestApp app;
};

TEST_F(SwapTest, TheNewVersionServes) {
  app.start();
  EXPECT_EQ(app.get("/v").body, "version 1");
  EXPECT_EQ(app.get("/count").body, "count 1");
  swap_to("v2");
  EXPECT_EQ(app.get("/v").body, "version 2");
  EXPECT_EQ(app.get("/count").body, "count 2") << "the consumer's handle found the new provider";
  EXPECT_THAT(app.get("/v").head, HasSubstr("X-Version: 2"));
  EXPECT_EQ(app.get("/starts").body, "2") << "app.state() survives";
}

TEST_F(SwapTest, ReportsEachStep) {
  app.start();
  app.install("v2", "swapped");
  const auto reload = app.host().reload("swapped");
  EXPECT_THAT(
      reload.describe(),
      testing::MatchesRegex("swapped 1\\.0\\.0 -> 2\\.0\\.0   started [0-9]+ ms · swapped · "
                            "0 requests drained [0-9]+ ms · old library unloaded"));
}

TEST_F(SwapTest, NoRequestFailsAndNothingStays) {
  app.start();
  Load load(app.address(), {"/v", "/json/5", "/count", "/inline"}, 6, is_ok);
  load.wait_for(200);
  for (int round = 0; round < 10; ++round) swap_to(round % 2 == 0 ? "v2" : "v1");
  const long before = resident_kib();
  const int swaps = rounds(300);
  for (int round = 0; round < swaps; ++round) {
    swap_to(round % 2 == 0 ? "v2" : "v1");
    load.wait_for(5);
  }
  load.stop();
  EXPECT_EQ(load.failed(), 0);
  EXPECT_GT(load.answered(), swaps);
  const long grown = resident_kib() - before;
  RecordProperty("requests", std::to_string(load.answered()));
  RecordProperty("grown_kib", std::to_string(grown));
  std::cout << swaps << " swaps, " << load.answered() << " requests, " << load.failed()
            << " failed, " << grown << " KiB grown\n";
#if !CARBOY_ASAN && !CARBOY_TSAN
  EXPECT_LT(grown, 4096) << "a generation or a library is kept";
#endif
  EXPECT_EQ(mapped_lines("swapped-1.0.0-"), 0 + (swaps % 2 == 0 ? mapped_lines("swapped-1") : 0));
  app.stop();
  EXPECT_EQ(mapped_lines("swapped-"), 0) << "an old library is still in the process";
  EXPECT_EQ(mapped_lines("consumer-"), 0);
}

TEST_F(SwapTest, AVersionThatFailsLeavesTheOldOneServing) {
  app.start();
  app.install("broken", "swapped");
  Load load(app.address(), {"/v", "/count"}, 3, [](const Reply& reply) {
    return reply.body == "version 1" || reply.body == "count 1";
  });
  load.wait_for(50);
  for (int round = 0; round < 5; ++round) {
    try {
      app.host().reload("swapped");
      ADD_FAILURE() << "it was swapped";
    } catch (const core::base::Error& error) {
      EXPECT_THAT(error.what(),
                  HasSubstr("swapped 3.0.0 failed in its init: the flux is out of order"));
    }
    load.wait_for(20);
  }
  load.stop();
  EXPECT_EQ(load.failed(), 0);
  EXPECT_EQ(mapped_lines("swapped-3.0.0-"), 0) << "it left no trace";
}

TEST_F(SwapTest, AProviderThatOthersNeedMayNotStopProviding) {
  app.start();
  app.install("gone", "swapped");
  try {
    app.host().reload("swapped");
    ADD_FAILURE() << "it was swapped";
  } catch (const core::base::Error& error) {
    EXPECT_THAT(
        error.what(),
        HasSubstr("consumer 1.0.0 uses the service swapped.Counter 1.0, which swapped 3.0.0 "
                  "does not provide any more."));
  }
  EXPECT_EQ(app.get("/count").body, "count 1");
}

TEST_F(SwapTest, AServiceThatWasRemovedIsA503) {
  app.install("optional", "consumer");
  app.start();
  EXPECT_EQ(app.get("/maybe").body, "there: 1");
  swap_to("gone");
  const Reply reply = app.get("/count");
  EXPECT_EQ(reply.status, 503);
  EXPECT_THAT(reply.head, HasSubstr("Retry-After: "));
  EXPECT_EQ(app.get("/maybe").body, "nobody there");
  swap_to("v2");
  EXPECT_EQ(app.get("/count").body, "count 2") << "it comes back by itself";
}

TEST_F(SwapTest, AnExtensionThatNeedsARestartIsRefused) {
  app.start();
  app.install("restart", "swapped");
  EXPECT_THROW(
      {
        try {
          app.host().reload("swapped");
        } catch (const core::base::Error& error) {
          EXPECT_THAT(error.what(), HasSubstr("\"unload\": \"restart\""));
          throw;
        }
      },
      core::base::Error);
  EXPECT_EQ(app.get("/v").body, "version 1");
}

TEST_F(SwapTest, AnUnknownNameGetsASuggestion) {
  app.start();
  try {
    app.host().reload("swaped");
    ADD_FAILURE();
  } catch (const core::base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("Did you mean \"swapped\"?"));
  }
}

TEST_F(SwapTest, AKeptAliveConnectionSurvives) {
  app.start();
  Client client(app.address());
  EXPECT_EQ(client.get("/v").body, "version 1");
  swap_to("v2");
  EXPECT_EQ(client.get("/v").body, "version 2");
}

class StreamSwapTest : public testing::Test {
 protected:
  void SetUp() override {
    app.install("v1", "streamer");
    app.config.extensions = {"streamer"};
    app.config.lifecycle.drain = 600ms;
  }
  std::vector<std::unique_ptr<Client>> open(int count, const std::string& target,
                                            std::string_view first) {
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < count; ++i) {
      clients.push_back(std::make_unique<Client>(app.address()));
      EXPECT_TRUE(clients.back()->send_get(target));
    }
    for (auto& client : clients) EXPECT_TRUE(client->read_until(first));
    return clients;
  }
  TestApp app;
};

TEST_F(StreamSwapTest, TwentyStreamsDoNotHoldASwapForEver) {
  app.start();
  auto events = open(10, "/ticks", "data: tick");
  auto endless = open(10, "/endless", "piece");
  const auto reload = app.host().reload("streamer");
  EXPECT_TRUE(reload.unload_result.unloaded) << reload.describe();
  EXPECT_EQ(reload.unload_result.requests, 20);
  EXPECT_GE(reload.unload_result.drained, 600ms) << "streams are given the time of drain_timeout";
  for (auto& client : events) EXPECT_TRUE(client->is_closed_within(5s));
  for (auto& client : endless) EXPECT_TRUE(client->is_closed_within(5s));
  EXPECT_EQ(app.get("/page").body, "page");
}

TEST_F(StreamSwapTest, EventStreamsEndAtOnce) {
  app.config.lifecycle.drain = 20s;
  app.start();
  auto events = open(5, "/ticks", "data: tick");
  const auto reload = app.host().reload("streamer");
  EXPECT_TRUE(reload.unload_result.unloaded) << reload.describe();
  EXPECT_LT(reload.unload_result.drained, 10s);
}

TEST_F(StreamSwapTest, AStreamThatEndsInTimeIsWhole) {
  app.config.lifecycle.drain = 20s;
  app.start();
  Client client(app.address());
  ASSERT_TRUE(client.send_get("/short"));
  ASSERT_TRUE(client.read_until("piece"));
  EXPECT_TRUE(app.host().reload("streamer").unload_result.unloaded);
  EXPECT_TRUE(client.read_until("\r\n0\r\n\r\n"));
  std::size_t pieces = 0;
  for (std::size_t at = client.received().find("piece "); at != std::string::npos;
       at = client.received().find("piece ", at + 1)) {
    ++pieces;
  }
  EXPECT_EQ(pieces, 20u);
}

}  // namespace
}  // namespace carboy::system_test
