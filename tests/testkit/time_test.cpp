// The clock that stands still, and the timers that follow it.
#include <carboy/testing/testing.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

using carboy::testing::App;
using carboy::testing::Error;
using testing::HasSubstr;
using namespace std::chrono_literals;

namespace {

class Time : public testing::Test {
 protected:
  std::string ticks() { return client_.get("/ticks").text(); }
  App app_{KIT_SO};
  carboy::testing::Client client_ = app_.client();
};

TEST_F(Time, StandsStillAndIsSet) {
  app_.clock().set(std::chrono::sys_seconds(1'700'000'000s));
  EXPECT_EQ(client_.get("/now").text(), "1700000000");
  app_.clock().advance(90s);
  EXPECT_EQ(client_.get("/now").text(), "1700000090");
  EXPECT_EQ(app_.clock().now(), std::chrono::sys_seconds(1'700'000'090s));
  EXPECT_THROW(app_.clock().advance(-1s), Error);
}

TEST_F(Time, BeginsNow) {
  const auto apart = std::chrono::system_clock::now() - app_.clock().now();
  EXPECT_LT(apart, 60s);
  EXPECT_GE(apart, 0s);
}

TEST_F(Time, TimersRunWhenTheyAreDue) {
  EXPECT_EQ(ticks(), "");
  app_.clock().advance(10min - 1ns);
  EXPECT_EQ(ticks(), "");
  app_.clock().advance(1ns);
  EXPECT_EQ(ticks(), "t");
}

TEST_F(Time, TimersRunInTheOrderOfTime) {
  app_.clock().advance(31min);
  EXPECT_EQ(ticks(), "ttTt");
}

TEST_F(Time, SettingItRunsNothing) {
  app_.clock().set(app_.clock().now() + 1h);
  EXPECT_EQ(ticks(), "");
  app_.clock().advance(10min);
  EXPECT_EQ(ticks(), "t");
}

TEST_F(Time, ATimerThatFailsIsALine) {
  app_.clock().advance(90min);
  const auto logs = app_.logs();
  ASSERT_EQ(logs.size(), 1u);
  EXPECT_THAT(logs[0].text, HasSubstr("a bad task"));
}

TEST_F(Time, TimersOfTheTestSeeTheirOwnTime) {
  std::vector<std::chrono::seconds> seen;
  const auto begin = app_.clock().now();
  App app(KIT_SO);
  app.setup([&](carboy::App& own) {
    own.every(7s, [&] {
      seen.push_back(
          std::chrono::duration_cast<std::chrono::seconds>(carboy::now().time_since_epoch()));
    });
  });
  app.clock().set(begin);
  app.start();
  app.clock().advance(20s);
  const auto first = std::chrono::duration_cast<std::chrono::seconds>(begin.time_since_epoch());
  EXPECT_THAT(seen, testing::ElementsAre(first + 7s, first + 14s));
}

}  // namespace
