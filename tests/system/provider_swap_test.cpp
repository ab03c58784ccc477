// Swaps under load of what many use: a provider in open units of work, and one of many providers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/error.h"
#include "tests/system/harness.h"

namespace carboy::system_test {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::ThrowsMessage;

struct Printed final : core::extensions::Terminal {
  bool write(std::string_view bytes, bool) override {
    text += bytes;
    return true;
  }
  bool is_terminal() override { return false; }
  bool read(std::string_view, bool, std::string&) override { return false; }
  bool cancelled() override { return false; }
  std::string text;
};

class UnitTest : public testing::Test {
 protected:
  void SetUp() override {
    app.install("v1", "store");
    app.install("v1", "clerk");
    app.config.extensions = {"store", "clerk"};
  }
  void swap_to(const std::string& version) {
    app.install(version, "store");
    const auto reload = app.host().reload("store");
    EXPECT_TRUE(reload.unload_result.unloaded) << reload.describe();
  }
  TestApp app;
};

TEST_F(UnitTest, NoUnitOfWorkBreaksInManySwaps) {
  app.start();
  Load load(app.address(), {"/work", "/hooked", "/stream"}, 6, [](const Reply& reply) {
    return reply.ok() && reply.body.find("whole") != std::string::npos;
  });
  load.wait_for(50);
  const int swaps = rounds(300);
  for (int round = 0; round < swaps; ++round) {
    swap_to(round % 2 == 0 ? "v2" : "v1");
    load.wait_for(2);
  }
  load.stop();
  EXPECT_EQ(load.failed(), 0);
  EXPECT_EQ(app.get("/counts").body, "0 broken, all ran");
  std::cout << swaps << " swaps, " << load.answered() << " units, " << load.failed() << " broken\n";
  app.stop();
  EXPECT_EQ(mapped_lines("store-"), 0) << "an old provider is still in the process";
}

TEST_F(UnitTest, ACommandIsAUnit) {
  app.start();
  const auto call = app.host().find_command({"clerk", "work"});
  ASSERT_TRUE(call);
  Printed printed;
  EXPECT_EQ(core::extensions::run_command(*call->command, call->words, printed).status, 0);
  EXPECT_EQ(printed.text, "whole\n");
}

TEST_F(UnitTest, ACheckSeesTheServicesThatWillBeThere) {
  app.start();
  EXPECT_EQ(app.get("/checked").body, "checked 1");
  swap_to("v2");
  EXPECT_EQ(app.get("/checked").body, "checked 2");
}

TEST_F(UnitTest, AnEventStreamThatKeepsAnOldProviderEndsAtOnce) {
  app.config.lifecycle.drain = 20s;
  app.start();
  Client client(app.address());
  ASSERT_TRUE(client.send_get("/ticks"));
  ASSERT_TRUE(client.read_until("data: tick"));
  app.install("v2", "store");
  const auto reload = app.host().reload("store");
  EXPECT_TRUE(reload.unload_result.unloaded) << reload.describe();
  EXPECT_LT(reload.unload_result.drained, 10s);
  EXPECT_TRUE(client.is_closed_within(5s));
}

class ManyTest : public testing::Test {
 protected:
  void SetUp() override {
    app.install("v1", "board");
    for (const char* name : {"first", "second", "third"}) app.install("v1", name);
    app.config.extensions = {"board", "first", "second", "third"};
  }
  void swap_to(const std::string& version, const std::string& name = "second") {
    app.install(version, name);
    const auto reload = app.host().reload(name);
    EXPECT_TRUE(reload.unload_result.unloaded) << reload.describe();
  }
  std::string refusal_of(const std::string& version) {
    app.install(version, "second");
    try {
      app.host().reload("second");
    } catch (const core::base::Error& error) {
      return error.what();
    }
    ADD_FAILURE() << "it was swapped";
    return "";
  }
  TestApp app;
};

TEST_F(ManyTest, AreInTheOrderOfPriorityThenOfTheApp) {
  app.config.extensions = {"third", "first", "second", "board"};
  app.start();
  EXPECT_EQ(app.get("/cards").body, "second 1, third 1, first 1");
  EXPECT_EQ(app.get("/at-start").body, "[]") << "in init_app there is the generation before";
  EXPECT_EQ(app.get("/checked").body, "second 1, third 1, first 1");
}

TEST_F(ManyTest, ASwapReplacesOneOfThem) {
  app.start();
  EXPECT_EQ(app.get("/cards").body, "second 1, first 1, third 1");
  swap_to("v2");
  EXPECT_EQ(app.get("/cards").body, "second 2, first 1, third 1");
  EXPECT_EQ(app.get("/checked").body, "second 2, first 1, third 1")
      << "before_publish sees the next generation";
  swap_to("v1", "board");
  EXPECT_EQ(app.get("/at-start").body, "[second 2, first 1, third 1]");
}

TEST_F(ManyTest, NobodySeesAnUnloadedProviderOrAnotherGeneration) {
  app.start();
  Load load(app.address(), {"/consistent", "/stream"}, 6, [](const Reply& reply) {
    return reply.ok() && reply.body.find("mixed") == std::string::npos;
  });
  load.wait_for(50);
  const int swaps = rounds(300);
  for (int round = 0; round < swaps; ++round) {
    swap_to(round % 2 == 0 ? "v2" : "v1");
    load.wait_for(2);
  }
  load.stop();
  EXPECT_EQ(load.failed(), 0);
  std::cout << swaps << " swaps, " << load.answered() << " requests, " << load.failed()
            << " mixed\n";
  app.stop();
  EXPECT_EQ(mapped_lines("second-"), 0);
}

TEST_F(ManyTest, OneThatFailsIsSkippedAndCounted) {
  app.install("fails", "second");
  app.start();
  EXPECT_EQ(app.get("/cards").body, "first 1, third 1");
}

TEST_F(ManyTest, ALaterMinorVersionIsAskedFor) {
  app.install("icon", "second");
  app.start();
  EXPECT_EQ(app.get("/icons").body, "second* first- third- 3");
}

TEST_F(ManyTest, TheirOwnerMayBeAbsent) {
  app.config.extensions = {"first", "second"};
  app.start();
  EXPECT_EQ(app.host().list().size(), 2u);
}

TEST_F(ManyTest, ACheckThatFailsRefusesTheSwap) {
  app.start();
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(refusal_of("refuses"),
              "second 3.0.0 refuses this in its before_publish function: the paper is wet");
    EXPECT_EQ(app.get("/cards").body, "second 1, first 1, third 1");
  }
  EXPECT_EQ(mapped_lines("second-3.0.0-"), 0);
}

TEST_F(ManyTest, ACheckThatFailsRefusesTheStart) {
  app.install("refuses", "second");
  EXPECT_THAT([&] { app.start(); },
              ThrowsMessage<core::base::Error>(
                  AllOf(HasSubstr("Cannot start test: second 3.0.0 refuses this in its"),
                        HasSubstr("the paper is wet"))));
}

TEST_F(ManyTest, ACheckThatHangsRefusesTheSwap) {
  app.config.lifecycle.publish = 100ms;
  app.config.lifecycle.drain = 200ms;
  app.config.lifecycle.cancel = 100ms;
  app.start();
  EXPECT_THAT(refusal_of("hangs"),
              HasSubstr("second 3.0.0 has not returned from its before_publish function within "
                        "100 ms. Raise [server] publish_timeout"));
  EXPECT_EQ(app.get("/cards").body, "second 1, first 1, third 1");
}

TEST_F(ManyTest, ACheckThatHangsRefusesTheStart) {
  app.config.lifecycle.publish = 100ms;
  app.install("hangs", "second");
  EXPECT_THAT([&] { app.start(); },
              ThrowsMessage<core::base::Error>(
                  AllOf(HasSubstr("second 3.0.0 has not returned from its before_publish function"),
                        HasSubstr("publish_timeout"))));
}

TEST_F(ManyTest, ACheckMayAnswerOtherwiseTheSecondTime) {
  app.install("wavers", "second");
  app.start();
  app.install("v1", "first");
  EXPECT_THAT([&] { app.host().reload("first"); },
              ThrowsMessage<core::base::Error>(
                  AllOf(HasSubstr("second 3.0.0 refuses this"), HasSubstr("not a second time"))));
  EXPECT_EQ(app.get("/cards").body, "second 3, first 1, third 1");
  swap_to("v1", "first");
  EXPECT_EQ(app.get("/cards").body, "second 3, first 1, third 1");
}

TEST_F(ManyTest, OneThatHangsHoldsOnlyItsRequests) {
  app.config.lifecycle.drain = 100ms;
  app.config.lifecycle.cancel = 100ms;
  app.install("blocks", "second");
  app.config.extensions = {"second", "first", "third", "board"};
  app.start();
  Client held(app.address());
  ASSERT_TRUE(held.send_get("/cards"));
  while (app.get("/entered").body != "yes") {  // others are answered meanwhile
  }
  app.install("v2", "second");
  const auto reload = app.host().reload("second");
  EXPECT_FALSE(reload.unload_result.unloaded) << "a thread is still inside: " << reload.describe();
  EXPECT_EQ(app.get("/cards").body, "second 2, first 1, third 1");
  EXPECT_TRUE(held.read_until("second 3"));
}

}  // namespace
}  // namespace carboy::system_test
