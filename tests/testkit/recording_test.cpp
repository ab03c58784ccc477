// Recorded signals.
#include <carboy/testing/testing.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <tuple>

#include "kit.h"

using carboy::testing::App;

namespace {

TEST(Recording, CountsAndKeepsWhatTheHostEmits) {
  App app(KIT_SO);
  auto finished = app.record(carboy::signals::request_finished);
  auto client = app.client();
  EXPECT_TRUE(finished.empty());
  client.get("/page");
  client.get("/teapot");
  ASSERT_EQ(finished.count(), 2u);
  const auto [request, response] = finished.at(0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.path, "/page");
  EXPECT_EQ(request.endpoint, "page");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(finished.last<1>().status, 418);
  finished.clear();
  EXPECT_TRUE(finished.empty());
}

TEST(Recording, KeepsErrors) {
  App app(KIT_SO);
  auto failed = app.record(carboy::signals::got_request_exception);
  auto ended = app.record(carboy::signals::request_tearing_down);
  auto client = app.client();
  client.get("/page");
  EXPECT_TRUE(failed.empty());
  EXPECT_EQ(ended.last<1>(), std::nullopt);
  client.get("/throws");
  EXPECT_EQ(failed.last<1>(), "the flux is out of order");
  EXPECT_EQ(failed.count(), 1u);
}

TEST(Recording, KeepsWhatExtensionsEmit) {
  App app(KIT_SO);
  auto client = app.client();
  auto counted = app.record(kit::counted);
  client.get("/emit");
  ASSERT_EQ(counted.count(), 1u);
  const auto [text, whole, part, yes, value] = counted.at(0);
  EXPECT_EQ(text, "one");
  EXPECT_EQ(whole, 2);
  EXPECT_EQ(part, 0.5);
  EXPECT_TRUE(yes);
  EXPECT_EQ(value, nlohmann::json({{"a", {1, 2.5, nullptr, true, "x"}}}));
}

TEST(Recording, KeepsEveryKindOfValue) {
  App app(KIT_SO);
  auto client = app.client();
  auto counted = app.record(kit::counted);
  client.get("/emit-kinds");
  EXPECT_EQ(counted.last<4>(), nlohmann::json({{"number", 18446744073709551615ULL},
                                               {"day", "2020-02-29"},
                                               {"time", "00:00:01"},
                                               {"written", "1970-01-01T00:00:00Z"},
                                               {"id", "00000000-0000-0000-0000-000000000000"},
                                               {"price", "1.10"},
                                               {"raw", nlohmann::json::binary({0, 255})},
                                               {"missing", nullptr}}));
}

inline constexpr carboy::Signal<std::string_view> heard{"test.heard"};

TEST(Recording, HearsWhatTheTestEmits) {
  App app(KIT_SO);
  auto seen = app.record(heard);
  app.emit(heard, "hello");
  EXPECT_EQ(seen.count(), 1u);
  EXPECT_EQ(seen.last(), "hello");
}

TEST(Recording, OutlivesItsApp) {
  carboy::testing::Recording<const carboy::Request&> started;
  {
    App app(KIT_SO);
    started = app.record(carboy::signals::request_started);
    app.client().get("/page");
  }
  EXPECT_EQ(started.count(), 1u);
}

}  // namespace
