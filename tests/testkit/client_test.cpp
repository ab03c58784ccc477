// What a client sends, and how it reads responses.
#include <carboy/testing/matchers.h>
#include <carboy/testing/testing.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

using carboy::testing::App;
using carboy::testing::Error;
using carboy::testing::HasHeader;
using carboy::testing::HasStatus;
using carboy::testing::RedirectsTo;
using testing::HasSubstr;
using testing::ThrowsMessage;
using Json = nlohmann::json;

namespace {

class TestClient : public testing::Test {
 protected:
  App app_{KIT_SO};
  carboy::testing::Client client_ = app_.client();
};

TEST_F(TestClient, SendsQueriesAndHeaders) {
  const auto seen = client_
                        .get("/echo?a=1", {.query = {{"b c", "ä&="}, {"n", 7}, {"yes", true}},
                                           .headers = {{"X-Test", "here"}}})
                        .json();
  EXPECT_EQ(seen["args"], Json({{"a", "1"}, {"b c", "ä&="}, {"n", "7"}, {"yes", "true"}}));
  EXPECT_EQ(seen["header"], "here");
}

TEST_F(TestClient, SendsForms) {
  const auto seen = client_.post("/echo", {.form = {{"name", "Ada & Co"}, {"text", "ä+%"}}}).json();
  EXPECT_EQ(seen["type"], "application/x-www-form-urlencoded");
  EXPECT_EQ(seen["form"], Json({{"name", "Ada & Co"}, {"text", "ä+%"}}));
}

TEST_F(TestClient, SendsFiles) {
  const std::string bytes("\0\r\n--x", 6);
  const auto seen =
      client_
          .post("/echo",
                {.form = {{"title", "me"}},
                 .files = {{"photo", "a \"b\".png", bytes, "image/png"}, {"raw", "c", "d"}}})
          .json();
  EXPECT_EQ(seen["type"], "multipart/form-data");
  EXPECT_EQ(seen["form"], Json({{"title", "me"}}));
  EXPECT_EQ(seen["files"][0], Json({"photo", "a \"b\".png", "image/png", bytes}));
  EXPECT_EQ(seen["files"][1], Json({"raw", "c", "application/octet-stream", "d"}));
}

TEST_F(TestClient, SendsJsonAndBytes) {
  EXPECT_EQ(client_.put("/echo", {.json = {{"a", {1, nullptr}}}}).json()["json"],
            Json({{"a", {1, nullptr}}}));
  EXPECT_EQ(client_.post("/echo", {.json = nullptr}).json()["json"], nullptr);
  const auto seen = client_.patch("/echo", {.body = "plain", .content_type = "text/plain"}).json();
  EXPECT_EQ(seen["body"], "plain");
  EXPECT_EQ(seen["type"], "text/plain");
  EXPECT_EQ(seen["method"], "PATCH");
}

TEST_F(TestClient, HasAllMethods) {
  EXPECT_EQ(client_.del("/echo").json()["method"], "DELETE");
  const auto head = client_.head("/page");
  EXPECT_EQ(head.status(), 200);
  EXPECT_EQ(head.text(), "");
  EXPECT_THAT(client_.options("/page"), HasHeader("Allow", HasSubstr("GET")));
  EXPECT_EQ(client_.open("BREW", "/page").status(), 405);
}

TEST_F(TestClient, AsksForWholeUrls) {
  EXPECT_EQ(client_.get("https://shop.example:8443/echo?x=1").json()["url"],
            "https://shop.example:8443/echo?x=1");
  EXPECT_EQ(client_.get("/echo").json()["url"], "http://localhost/echo");
  auto safe = app_.client({.base_url = "https://example.org"});
  EXPECT_EQ(safe.get("/echo").json()["url"], "https://example.org/echo");
  EXPECT_EQ(client_.get("/nö").status(), 404);
}

TEST_F(TestClient, ARequestThatCannotBeSentIsReported) {
  EXPECT_THAT([&] { client_.get("echo"); }, ThrowsMessage<Error>(HasSubstr("slash")));
  EXPECT_THAT([&] { client_.get("ftp://x/"); }, ThrowsMessage<Error>(HasSubstr("ftp")));
  EXPECT_THAT([&] { client_.open("A B", "/"); }, ThrowsMessage<Error>(HasSubstr("A B")));
  EXPECT_THAT(
      [&] {
        client_.get("/", {.headers = {{"X", "a\r\nY: b"}}});
      },
      ThrowsMessage<Error>(HasSubstr("X")));
  EXPECT_THAT([&] { app_.client({.base_url = "localhost"}); },
              ThrowsMessage<Error>(HasSubstr("localhost")));
}

TEST_F(TestClient, StaysWhereItIsSent) {
  EXPECT_THAT(client_.get("/to/302"), RedirectsTo("/echo"));
  EXPECT_THAT(client_.get("/away"), RedirectsTo("https://other.example/"));
}

TEST_F(TestClient, FollowsARedirectAfterAFormWithGet) {
  for (const int code : {301, 302, 303}) {
    const auto page = client_.post("/to/" + std::to_string(code),
                                   {.form = {{"a", "b"}}, .follow_redirects = true});
    EXPECT_EQ(page.json()["method"], "GET") << code;
    EXPECT_EQ(page.json()["body"], "") << code;
    EXPECT_EQ(page.json()["type"], "") << code;
    ASSERT_EQ(page.history().size(), 1u);
    EXPECT_EQ(page.history()[0].status(), code);
    EXPECT_EQ(page.history()[0].method(), "POST");
    EXPECT_EQ(page.url(), "http://localhost/echo");
  }
}

TEST_F(TestClient, KeepsMethodAndBodyWhereItMust) {
  for (const int code : {307, 308}) {
    const auto page = client_.post("/to/" + std::to_string(code),
                                   {.form = {{"a", "b"}}, .follow_redirects = true});
    EXPECT_EQ(page.json()["method"], "POST") << code;
    EXPECT_EQ(page.json()["form"], Json({{"a", "b"}})) << code;
  }
  EXPECT_EQ(client_.head("/to/302", {.follow_redirects = true}).method(), "HEAD");
}

TEST_F(TestClient, FollowsOneAfterTheOther) {
  const auto page = client_.get("/twice", {.follow_redirects = true});
  ASSERT_EQ(page.history().size(), 2u);
  EXPECT_EQ(page.history()[0].url(), "http://localhost/twice");
  EXPECT_EQ(page.history()[1].url(), "http://localhost/to/302");
}

TEST_F(TestClient, ACircleIsAnError) {
  EXPECT_THAT([&] { client_.get("/circle", {.follow_redirects = true}); },
              ThrowsMessage<Error>(HasSubstr("circle")));
  EXPECT_THAT([&] { client_.get("/deeper/0", {.follow_redirects = true}); },
              ThrowsMessage<Error>(HasSubstr("50 redirects")));
  EXPECT_THAT([&] { client_.get("/away", {.follow_redirects = true}); },
              ThrowsMessage<Error>(HasSubstr("outside of the app")));
}

TEST_F(TestClient, GetsStreamsInPieces) {
  const auto whole = client_.get("/stream");
  EXPECT_THAT(whole.pieces(), testing::ElementsAre("0;", "1;", "2;", "3;"));
  EXPECT_EQ(whole.text(), "0;1;2;3;");
  EXPECT_TRUE(whole.is_whole());
}

// [stream]
TEST_F(TestClient, EndsStreams) {
  std::string seen;
  const auto some = client_.get("/endless", {.on_piece = [&](std::string_view piece) {
                                  seen += piece;
                                  return seen.size() < 20;
                                }});
  EXPECT_EQ(some.text(), "data: x\n\ndata: x\n\ndata: x\n\n");
  EXPECT_FALSE(some.is_whole());
  EXPECT_EQ(some.header("Content-Type"), "text/event-stream");
}
// [stream]

TEST_F(TestClient, AStreamThatFailsIsNotWhole) {
  const auto broken = client_.get("/broken");
  EXPECT_EQ(broken.text(), "xx");
  EXPECT_FALSE(broken.is_whole());
}

TEST_F(TestClient, InvalidJsonIsReported) {
  EXPECT_THAT([&] { client_.get("/page").json(); }, ThrowsMessage<Error>(HasSubstr("text/html")));
}

}  // namespace
