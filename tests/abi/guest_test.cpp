// An extension that was built against SDK 1.0 and is kept as a binary (fixtures/README.md). Every
// host 1.x must run it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/testing/temporary_folder.h"
#include "loaded_app.h"

namespace carboy::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;

// The file, under the name of its extension.
class Folder {
 public:
  Folder() {
    fs::copy_file(GUEST_SO, files_ / "guest.so");
    fs::permissions(files_ / "guest.so", fs::perms::owner_all);
  }
  const fs::path& path() const { return files_.path(); }

 private:
  core::base::TemporaryFolder files_;
};

class Guest : public testing::Test {
 protected:
  Answer get(const std::string& path, const Sent& sent = {}) {
    return app_.send("/guest" + path, sent);
  }

  Folder folder_;
  LoadedApp app_{folder_.path(), {"guest"}, {{"guest", {{"title", "Visitors"}}}}};
};

TEST_F(Guest, AnswersWithTextAndParameters) {
  const Answer answer = get("/hello/Ada");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "Hello, Ada");
  EXPECT_EQ(answer.headers.at("content-type"), "text/html; charset=utf-8");
}

TEST_F(Guest, SeesTheWholeRequest) {
  const Answer answer = get("/echo/7?a=b", {"POST", {{"User-Agent", "test"}}, "body "});
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, "body 7");
  EXPECT_EQ(answer.headers.at("x-method"), "POST");
  EXPECT_EQ(answer.headers.at("x-query"), "a=b");
  EXPECT_EQ(answer.headers.at("x-agent"), "test");
  EXPECT_EQ(answer.headers.at("x-rule"), "/guest/echo/<int:n>");
  EXPECT_EQ(answer.headers.at("x-endpoint"), "");
  EXPECT_EQ(answer.headers.at("x-target"), "/guest/echo/7?a=b");
  EXPECT_EQ(answer.headers.at("x-from"), "127.0.0.1");
  EXPECT_EQ(answer.headers.at("x-n"), "7");
  EXPECT_EQ(answer.headers.at("x-length"), "6");
}

TEST_F(Guest, BuildsUrls) { EXPECT_EQ(get("/url").body, "/guest/hello/Ada?page=2"); }

TEST_F(Guest, HandsOverBodiesAndStreams) {
  EXPECT_EQ(get("/large").body, std::string(50000, 'x'));
  EXPECT_EQ(get("/stream").body, "0;1;2;");
}

TEST_F(Guest, FailsAsARequestAndNotAsAProcess) {
  const Answer aborted = get("/abort");
  EXPECT_EQ(aborted.status, 418);
  EXPECT_EQ(aborted.body, "handled: short and stout");
  EXPECT_EQ(get("/throw").status, 500);
  EXPECT_THAT(app_.log(), Contains("guest: over with 500"));
  EXPECT_EQ(get("/hello/Ada").status, 200);
}

TEST_F(Guest, HooksAnswer) {
  EXPECT_EQ(get("/closed").body, "closed");
  EXPECT_EQ(get("/closed").status, 503);
}

TEST_F(Guest, UsesItsServiceWhoseThrowCrossesAsAnError) {
  const Sent post{"POST", {}, ""};
  EXPECT_EQ(get("/add/Ada", post).body, "1");
  EXPECT_EQ(get("/add/Grace", post).body, "2");
  const Answer full = get("/add/Edsger", post);
  EXPECT_EQ(full.status, 409);
  EXPECT_EQ(full.body, "guest.BookIsFull, http");
}

TEST_F(Guest, WrapsAView) {
  EXPECT_EQ(get("/keyed").status, 401);
  EXPECT_EQ(get("/keyed").body, "no key");
  EXPECT_EQ(get("/keyed", {"GET", {{"X-Key", "k"}}, ""}).body, "let in");
}

TEST_F(Guest, EmitsAndHears) {
  EXPECT_EQ(get("/heard").body, "Ada -7 0.250000 yes a;b;");
  EXPECT_THAT(app_.log(), Contains("guest: answered 200"));
}

TEST_F(Guest, WorksOfItself) { EXPECT_EQ(get("/worked").body, "worked"); }

TEST_F(Guest, RunsItsCommand) {
  EXPECT_THAT(app_.run({"guest", "list", "Ada", "Grace"}),
              ElementsAre("Ada", "Grace", "error: listed"));
}

TEST_F(Guest, ReadsItsSettings) { EXPECT_EQ(get("/settings").body, "Visitors a;b;"); }

TEST_F(Guest, KeepsState) {
  EXPECT_EQ(get("/state/first").body, "nothing");
  EXPECT_EQ(get("/state/none").body, "first");
  EXPECT_EQ(get("/state/last").body, "nothing");
}

TEST_F(Guest, StopsAndSaysSo) {
  app_.stop();
  EXPECT_THAT(app_.log(), Contains("guest: worker ends"));
  EXPECT_THAT(app_.log(), Contains("guest: stops"));
}

TEST(GuestFile, IsSmall) { EXPECT_LT(fs::file_size(GUEST_SO), 200000u); }

}  // namespace
}  // namespace carboy::test
