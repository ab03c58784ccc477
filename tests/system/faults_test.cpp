// Extensions with faults: each is reported clearly, and the app keeps serving.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/base/error.h"
#include "core/base/own_threads.h"
#include "tests/system/harness.h"

namespace carboy::system_test {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class FaultsTest : public testing::Test {
 protected:
  // Sets up an app with `swapped` and with `faulty` in the version that has the fault.
  void use(const std::string& fault) {
    app.install("v1", "swapped");
    app.install(fault, "faulty");
    app.config.extensions = {"swapped", "faulty"};
  }
  std::string refusal_at_start() {
    try {
      app.start();
    } catch (const core::base::Error& error) {
      return error.what();
    }
    return "it started";
  }
  std::string refusal_at_reload(const std::string& name) {
    try {
      return "it was swapped: " + app.host().reload(name).describe();
    } catch (const core::base::Error& error) {
      return error.what();
    }
  }
  TestApp app;
};

TEST_F(FaultsTest, InitThrows) {
  use("init_throws");
  EXPECT_THAT(refusal_at_start(),
              AllOf(HasSubstr("Cannot start test: 1 extension did not start"),
                    HasSubstr("faulty 1.0.0 failed in its init: the flux is out of order")));
  EXPECT_EQ(mapped_lines("faulty-"), 0);
  EXPECT_EQ(mapped_lines("swapped-"), 0) << "those that had started were stopped";
}

TEST_F(FaultsTest, InitThrowsAnInt) {
  use("init_throws_int");
  EXPECT_THAT(refusal_at_start(),
              AllOf(HasSubstr("failed in its init: an exception of unknown type was thrown"),
                    Not(HasSubstr("std::"))));
}

TEST_F(FaultsTest, ProvidesAServiceTwice) {
  use("provides_twice");
  EXPECT_THAT(refusal_at_start(), HasSubstr("faulty provides the service faulty.Thing twice"));
}

TEST_F(FaultsTest, InitNeverReturns) {
  use("never_returns");
  app.config.lifecycle.start = 200ms;
  EXPECT_THAT(refusal_at_start(),
              HasSubstr("faulty 1.0.0 has not returned from its init within 200 ms"));
}

TEST_F(FaultsTest, InitOfANewVersionNeverReturns) {
  use("none");
  app.config.lifecycle.start = 200ms;
  app.start();
  app.install("never_returns", "faulty");
  EXPECT_THAT(refusal_at_reload("faulty"),
              HasSubstr("has not returned from its init within 200 ms"));
  EXPECT_EQ(app.get("/faulty").body, "faulty") << "the old one serves on";
  EXPECT_GT(mapped_lines("faulty-1.0.0-"), 0);
}

TEST_F(FaultsTest, AThreadThatKeepsRunningRetiresTheLibrary) {
  use("leaves_a_thread");
  app.start();
  app.install("none", "faulty");
  const auto reload = app.host().reload("faulty");
  EXPECT_FALSE(reload.unload_result.unloaded);
  EXPECT_THAT(reload.describe(),
              HasSubstr("old library retired (a thread it started is still running"));
  EXPECT_EQ(app.get("/faulty").body, "faulty");
  const auto listed = app.host().list();
  EXPECT_EQ(listed.back().state, core::extensions::State::retired);
}

TEST_F(FaultsTest, StopHangs) {
  use("stop_hangs");
  app.config.lifecycle.stop = 200ms;
  app.start();
  app.install("none", "faulty");
  const auto reload = app.host().reload("faulty");
  EXPECT_THAT(reload.describe(),
              HasSubstr("old library retired (its stop function has not returned within 200 ms)"));
  EXPECT_EQ(app.get("/faulty").body, "faulty");
}

TEST_F(FaultsTest, BackgroundWorkThatDoesNotEnd) {
  use("work_does_not_end");
  app.config.lifecycle.drain = 200ms;
  app.start();
  app.install("none", "faulty");
  const auto reload = app.host().reload("faulty");
  EXPECT_THAT(
      reload.describe(),
      HasSubstr("old library retired (requests or work of it have not ended within 200 ms)"));
  EXPECT_EQ(app.get("/faulty").body, "faulty");
}

TEST_F(FaultsTest, AThreadLocalPinsAndIsNamed) {
  use("thread_local");
  app.start();
  EXPECT_EQ(app.get("/touch").body, "touched");
  app.install("none", "faulty");
  const auto reload = app.host().reload("faulty");
  EXPECT_FALSE(reload.unload_result.unloaded) << "a worker that lives on has touched it";
  EXPECT_THAT(reload.describe(), HasSubstr("thread_local"));
}

TEST_F(FaultsTest, ASlotThatThrowsDoesNotStopTheOthers) {
  use("slot_throws");
  app.start();
  EXPECT_EQ(app.get("/emit").body, "heard hello");
}

TEST_F(FaultsTest, ViewsThatThrow) {
  use("view_throws");
  app.start();
  for (const char* target : {"/int", "/runtime", "/split", "/status"}) {
    const Reply reply = app.get(target);
    EXPECT_EQ(reply.status, 500) << target;
    EXPECT_THAT(reply.body, AllOf(Not(HasSubstr("secret")), Not(HasSubstr("std::")))) << target;
    EXPECT_THAT(reply.head, Not(HasSubstr("Set-Cookie"))) << target;
  }
  const Reply aborted = app.get("/abort");
  EXPECT_EQ(aborted.status, 404);
  EXPECT_THAT(aborted.body, HasSubstr("no such thing"));
  EXPECT_EQ(app.get("/faulty").body, "faulty") << "and it serves on";
}

TEST_F(FaultsTest, TwoRulesThatAreTheSame) {
  use("same_rule");
  EXPECT_THAT(
      refusal_at_start(),
      HasSubstr("faulty 1.0.0: the rule /v (GET) is registered twice, first by swapped 1.0.0"));
}

TEST_F(FaultsTest, AReloadThatWouldRepeatARule) {
  use("none");
  app.start();
  app.install("same_rule", "faulty");
  EXPECT_THAT(refusal_at_reload("faulty"), HasSubstr("the rule /v (GET) is registered twice"));
  EXPECT_EQ(app.get("/v").body, "version 1");
  EXPECT_EQ(app.get("/faulty").body, "faulty");
}

TEST_F(FaultsTest, AWrapperThatNoExtensionProvides) {
  use("unknown_wrapper");
  EXPECT_THAT(refusal_at_start(),
              HasSubstr("the route /wrapped is wrapped in login.required, which no enabled "
                        "extension provides"));
}

TEST_F(FaultsTest, TwoReloadsAtOnce) {
  use("none");
  app.start();
  app.install("slow_init", "faulty");
  std::atomic<int> swapped{0}, refused{0};
  std::vector<std::thread> commands;
  for (int i = 0; i < 2; ++i) {
    commands.emplace_back([&] {
      core::base::adopt_this_thread("command");
      const std::string words = refusal_at_reload("faulty");
      if (words.starts_with("it was swapped")) ++swapped;
      if (words == "Another reload is under way. Try again when it has ended.") ++refused;
    });
  }
  for (auto& command : commands) command.join();
  EXPECT_EQ(swapped, 1);
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(app.get("/faulty").body, "faulty");
}

TEST_F(FaultsTest, FilesThatAreNotExtensions) {
  use("none");
  app.start();
  const auto put = [&](const std::string& bytes) {
    std::filesystem::remove(app.installed("faulty"));
    std::ofstream(app.installed("faulty"), std::ios::binary) << bytes;
  };
  const std::string whole = [&] {
    std::ifstream in(app.installed("faulty"), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }();
  put("#!/bin/sh\necho hello\n");
  EXPECT_THAT(refusal_at_reload("faulty"),
              HasSubstr("extensions/faulty.so is a script: it begins with #!."));
  put(whole.substr(0, whole.size() / 2));
  EXPECT_THAT(refusal_at_reload("faulty"),
              HasSubstr("extensions/faulty.so is cut off: its headers describe"));
  put("");
  EXPECT_THAT(refusal_at_reload("faulty"), HasSubstr("extensions/faulty.so is empty."));
  std::filesystem::remove(app.installed("faulty"));
  std::filesystem::copy_file("/lib/x86_64-linux-gnu/libz.so.1", app.installed("faulty"));
  EXPECT_THAT(refusal_at_reload("faulty"),
              HasSubstr("extensions/faulty.so is a shared library, but not a Carboy extension"));
  std::filesystem::remove(app.installed("faulty"));
  EXPECT_THAT(refusal_at_reload("faulty"),
              HasSubstr("faulty has no file any more; it was looked for as extensions/faulty.so"));
  app.install("none", "faulty");
  std::filesystem::permissions(app.installed("faulty"), std::filesystem::perms::others_write,
                               std::filesystem::perm_options::add);
  EXPECT_THAT(refusal_at_reload("faulty"), HasSubstr("chmod o-w"));
  EXPECT_EQ(app.get("/faulty").body, "faulty") << "the old version serves all the time";
}

}  // namespace
}  // namespace carboy::system_test
