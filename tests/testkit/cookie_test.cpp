// The cookies of a client.
#include <carboy/testing/matchers.h>
#include <carboy/testing/testing.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

using carboy::testing::App;
using carboy::testing::Error;
using testing::HasSubstr;
using testing::ThrowsMessage;
using namespace std::chrono_literals;

namespace {

class Cookies : public testing::Test {
 protected:
  nlohmann::json sent(const std::string& target = "/echo") {
    return client_.get(target).json()["cookies"];
  }
  App app_{KIT_SO};
  carboy::testing::Client client_ = app_.client();
};

TEST_F(Cookies, AreKeptAndSent) {
  const auto page = client_.get("/cookies/set");
  ASSERT_TRUE(page.cookie("a"));
  EXPECT_EQ(page.cookie("a")->value, "b; c");
  EXPECT_TRUE(page.cookie("a")->http_only);
  EXPECT_EQ(page.cookie("a")->same_site, "Lax");
  EXPECT_EQ(page.cookie("a")->path, "/");
  EXPECT_FALSE(page.cookie("a")->max_age);
  EXPECT_FALSE(page.cookie("b"));
  EXPECT_EQ(client_.cookie("a"), "b; c");
  EXPECT_EQ(sent()["a"], "b; c");
  EXPECT_TRUE(client_.get("/cookies/end").cookie("a"));
  EXPECT_EQ(client_.cookie("a"), std::nullopt);
  EXPECT_TRUE(sent().is_null());
}

TEST_F(Cookies, EndWhenTheirTimeIsOver) {
  EXPECT_EQ(client_.get("/cookies/set?age=60").cookie("a")->max_age, 60s);
  app_.clock().advance(59s);
  EXPECT_EQ(client_.cookie("a"), "b; c");
  app_.clock().advance(1s);
  EXPECT_EQ(client_.cookie("a"), std::nullopt);
}

TEST_F(Cookies, KeepToTheirPath) {
  client_.get("/cookies/set?path=/echo");
  EXPECT_EQ(client_.cookie("a"), std::nullopt);
  EXPECT_EQ(client_.cookie("a", "/echo"), "b; c");
  EXPECT_EQ(sent()["a"], "b; c");
}

TEST_F(Cookies, SecureOnesStayOnHttps) {
  auto safe = app_.client({.base_url = "https://localhost"});
  EXPECT_TRUE(safe.get("/cookies/set").cookie("a")->secure);
  EXPECT_EQ(safe.get("/echo").json()["cookies"]["a"], "b; c");
  EXPECT_TRUE(safe.get("http://localhost/echo").json()["cookies"].is_null());
}

TEST_F(Cookies, AreOneClientsOwn) {
  client_.get("/cookies/set");
  EXPECT_EQ(app_.client().cookie("a"), std::nullopt);
}

TEST_F(Cookies, MayBeTheTests) {
  client_.set_cookie("x", "1;2 ä");
  EXPECT_EQ(sent()["x"], "1;2 ä");
  client_.set_cookie("y", "2", {.max_age = 5s});
  client_.set_cookie("z", "3", {.domain = "other.example"});
  EXPECT_EQ(sent(), nlohmann::json({{"x", "1;2 ä"}, {"y", "2"}}));
  EXPECT_EQ(sent("http://deep.other.example/echo"), nlohmann::json({{"z", "3"}}));
  app_.clock().advance(5s);
  client_.delete_cookie("x");
  EXPECT_TRUE(sent().is_null());
  EXPECT_THAT([&] { client_.set_cookie("a b", "x"); }, ThrowsMessage<Error>(HasSubstr("a b")));
}

}  // namespace
