// What extensions keep while they are swapped: no write that was answered is lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/base/own_threads.h"
#include "tests/system/harness.h"

namespace carboy::system_test {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

class KeptTest : public testing::Test {
 protected:
  void start(const std::string& fault = "") {
    app.install("v1", "kept");
    app.config.extensions = {"kept"};
    app.config.settings["kept"] = {{"fault", fault}};
    app.start();
  }
  std::string swap(const std::string& version) {
    app.install(version, "kept");
    try {
      const auto reload = app.host().reload("kept");
      EXPECT_TRUE(reload.unload_result.unloaded) << reload.describe();
      return reload.describe();
    } catch (const core::base::Error& error) {
      return error.what();
    }
  }
  // Swaps while requests that write come in, and returns how many of them were answered.
  long write_under_swaps(int swap_count, const std::vector<std::string>& targets,
                         const std::string& answer) {
    Load load(app.address(), targets, 4,
              [answer](const Reply& reply) { return reply.ok() && reply.body == answer; });
    load.wait_for(50);
    const int swaps = rounds(swap_count);
    for (int round = 0; round < swaps; ++round) {
      const std::string said = swap(round % 2 == 0 ? "v2" : "v1");
      EXPECT_THAT(said, HasSubstr("swapped"));
      load.wait_for(5);
    }
    load.stop();
    EXPECT_EQ(load.failed(), 0);
    std::cout << swaps << " swaps, " << load.answered() << " writes\n";
    return load.answered();
  }
  TestApp app;
};

TEST_F(KeptTest, UpdatesOfTheStateAreNotLostInSwaps) {
  start();
  const long written = write_under_swaps(100, {"/add"}, "added");
  EXPECT_EQ(app.get("/kept").body, std::to_string(written));
}

TEST_F(KeptTest, WhatIsHandedOverIsNotLostInSwaps) {
  start();
  const long written = write_under_swaps(50, {"/remember", "/quick"}, "remembered");
  EXPECT_EQ(app.get("/remembered").body, std::to_string(written));
}

TEST_F(KeptTest, ASwapSaysThatStateWasHandedOver) {
  start();
  EXPECT_THAT(swap("v2"), HasSubstr(" · state handed over "));
}

TEST_F(KeptTest, ARequestWaitsWhileTheOldVersionDrains) {
  start();
  std::thread slow([&] {
    core::base::adopt_this_thread("slow");
    EXPECT_EQ(app.get("/slow").body, "slow");
  });
  std::this_thread::sleep_for(100ms);  // the request is inside
  std::thread swapping([&] {
    core::base::adopt_this_thread("swap");
    swap("v2");
  });
  std::this_thread::sleep_for(200ms);  // the swap waits for it
  EXPECT_EQ(app.get("/version").body, "2") << "a request that came meanwhile gets the new version";
  slow.join();
  swapping.join();
}

// Each fault refuses the swap, and the old version serves on with what it has.
class RefusedHandOver : public KeptTest {
 protected:
  void expect_refusal(const std::string& fault, const std::string& words) {
    app.config.lifecycle.hand_over = 200ms;
    start(fault);
    EXPECT_EQ(app.get("/remember").body, "remembered");
    EXPECT_THAT(swap("v2"), AllOf(HasSubstr(words), HasSubstr("the swap was refused")));
    EXPECT_EQ(app.get("/version").body, "1");
    EXPECT_EQ(app.get("/remember").body, "remembered");
    EXPECT_EQ(app.get("/remembered").body, "2");
  }
};

TEST_F(RefusedHandOver, SaveThrows) {
  expect_refusal("save_throws", "The save function of kept 1.0.0 failed");
}
TEST_F(RefusedHandOver, TakeThrows) {
  const int before = mapped_lines("kept-2.0.0-");
  expect_refusal("take_throws", "The take function of kept 2.0.0 failed");
  EXPECT_EQ(mapped_lines("kept-2.0.0-"), before) << "the new version is gone";
}
TEST_F(RefusedHandOver, SaveHangs) {
  expect_refusal("save_hangs", "The save function of kept 1.0.0 has not returned within 200 ms");
}
TEST_F(RefusedHandOver, TakeHangs) {
  const int before = mapped_lines("kept-2.0.0-");
  expect_refusal("take_hangs", "The take function of kept 2.0.0 has not returned within 200 ms");
  EXPECT_GT(mapped_lines("kept-2.0.0-"), before) << "a thread is still inside";
}

TEST_F(KeptTest, RequestsThatDoNotEndRefuseAHandOver) {
  app.config.lifecycle.drain = 100ms;
  app.config.lifecycle.cancel = 100ms;
  start();
  std::thread slow([&] {
    core::base::adopt_this_thread("slow");
    EXPECT_EQ(app.get("/slow").body, "slow");
  });
  std::this_thread::sleep_for(100ms);  // the request is inside
  EXPECT_THAT(swap("v2"), HasSubstr("Requests of kept 1.0.0 have not ended within 100 ms"));
  EXPECT_EQ(app.get("/version").body, "1");
  slow.join();
}

TEST_F(KeptTest, AHandOverThatLeavesAThreadRetiresTheVersionLater) {
  start("take_leaves_a_thread");
  EXPECT_THAT(swap("v2"), HasSubstr("old library unloaded"));
  app.install("v1", "kept");
  EXPECT_THAT(app.host().reload("kept").describe(),
              HasSubstr("old library retired (a thread it started is still running"));
  EXPECT_EQ(app.get("/version").body, "1");
}

TEST_F(KeptTest, AKeyThatIsTooLongIsAnErrorOfTheApp) {
  start();
  EXPECT_EQ(app.get("/add/" + std::string(1024, 'k')).body, "added");
  EXPECT_EQ(app.get("/add/" + std::string(1025, 'k')).status, 500);
}

TEST(HookedTest, WhatHooksOfAllRequestsKeepIsNotLostInSwaps) {
  TestApp app;
  app.install("v1", "swapped");
  app.install("v1", "hooked");
  app.config.extensions = {"swapped", "hooked"};
  app.start();
  Load load(app.address(), {"/v"}, 4, [](const Reply& reply) { return reply.ok(); });
  load.wait_for(50);
  const int swaps = rounds(30);
  for (int round = 0; round < swaps; ++round) {
    app.install(round % 2 == 0 ? "v2" : "v1", "hooked");
    const auto reload = app.host().reload("hooked");
    EXPECT_TRUE(reload.unload_result.unloaded) << reload.describe();
    EXPECT_TRUE(reload.handed_over);
    load.wait_for(5);
  }
  load.stop();
  EXPECT_EQ(load.failed(), 0);
  EXPECT_EQ(app.get("/hooked").body, std::to_string(load.answered()));
}

// Two extensions hand over in one publish; if the second does not take it, both old ones serve on
// with what they have.
TEST(HookedTest, SeveralHandOverInOneChange) {
  TestApp app;
  for (const char* name : {"hooked", "kept"}) app.install("v1", name);
  app.config.extensions = {"hooked", "kept"};
  app.config.settings["kept"] = {{"fault", ""}};
  app.config.settings["hooked"] = {{"mount", "/h"}};  // they have the same rules
  app.start();
  EXPECT_EQ(app.get("/remember").body, "remembered");
  EXPECT_EQ(app.get("/v").status, 404);  // the hook counts it
  const auto swap = [&](const std::string& version, const std::string& fault) {
    for (const char* name : {"hooked", "kept"}) app.install(version, name);
    core::extensions::Change change{{"hooked", "kept"}, {"hooked", "kept"}, app.config.settings};
    (*change.settings)["kept"] = {{"fault", fault}};
    return app.host().apply(change);
  };
  EXPECT_THROW(swap("v2", "take_throws"), core::base::Error);
  EXPECT_EQ(app.get("/version").body, "1");
  EXPECT_EQ(app.get("/remember").body, "remembered");
  EXPECT_EQ(app.get("/v").status, 404);
  const auto done = swap("v2", "");
  ASSERT_EQ(done.size(), 2U);
  for (const auto& one : done) {
    EXPECT_TRUE(one.handed_over) << one.describe();
    EXPECT_TRUE(one.unload_result.unloaded) << one.describe();
  }
  EXPECT_EQ(app.get("/version").body, "2");
  EXPECT_EQ(app.get("/remembered").body, "2");
  EXPECT_EQ(app.get("/h/hooked").body, "2");
}

TEST(NotedTest, AValueOfARequestIsDroppedByTheVersionThatSetIt) {
  TestApp app;
  for (const char* name : {"noted", "noter"}) app.install("v1", name);
  app.config.extensions = {"noted", "noter"};
  app.start();
  std::thread slow([&] {
    core::base::adopt_this_thread("slow");
    EXPECT_EQ(app.get("/slow").body, "noted");
  });
  std::this_thread::sleep_for(100ms);  // the value is set
  app.install("v2", "noted");
  const auto reload = app.host().reload("noted");
  EXPECT_TRUE(reload.unload_result.unloaded) << reload.describe();
  slow.join();
  EXPECT_EQ(app.get("/dropped").body, "1") << "by code that was still loaded";
  EXPECT_EQ(app.get("/slow").body, "noted");
  EXPECT_EQ(app.get("/dropped").body, "2");
}

TEST(ThreadedTest, AThreadOfAnObjectThatAViewHoldsEndsWithIt) {
  TestApp app;
  app.install("v1", "threaded");
  app.config.extensions = {"threaded"};
  app.start();
  EXPECT_EQ(app.get("/threaded").body, "threaded");
  for (int round = 0; round < 3; ++round) {
    const auto reload = app.host().reload("threaded");
    EXPECT_TRUE(reload.unload_result.unloaded) << reload.describe();
  }
  app.stop();
  EXPECT_EQ(mapped_lines("threaded-"), 0);
}

TEST(ThreadedTest, AFailedInitDoesNotKeepTheLibraryForSuchAThread) {
  TestApp app;
  app.install("fails", "threaded");
  app.config.extensions = {"threaded"};
  try {
    app.start();
    ADD_FAILURE() << "it started";
  } catch (const core::base::Error& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("after the thread was made"), testing::Not(HasSubstr("retired"))));
  }
  EXPECT_EQ(mapped_lines("threaded-"), 0);
}

}  // namespace
}  // namespace carboy::system_test
