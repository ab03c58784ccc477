// The binary that was built against SDK 1.0 (fixtures/README.md), run by the test kit: what it asks
// of requests and responses, and its use of what guest_test.cpp leaves out.
#include <carboy/management.h>
#include <carboy/testing/matchers.h>
#include <carboy/testing/testing.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace carboy::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Copies the file to a folder under the name of its extension.
class GuestFile {
 public:
  GuestFile() {
    fs::copy_file(GUEST_SO, path());
    fs::permissions(path(), fs::perms::owner_all);
  }
  std::string path() const { return (folder_.path() / "guest.so").string(); }

 private:
  TemporaryFolder folder_;
};

class GuestKit : public ::testing::Test {
 protected:
  std::string get(const std::string& target, const Sent& sent = {}) {
    return client_.get("/guest" + target, sent).text();
  }
  std::string post(const std::string& target, const Sent& sent = {}) {
    return client_.post("/guest" + target, sent).text();
  }

  GuestFile file_;
  App app_{file_.path()};
  Client client_ = app_.client();
};

// ---- requests

TEST_F(GuestKit, ReadsThePartsOfTheUrl) {
  EXPECT_EQ(get("/parts?a=b"),
            "http\nlocalhost\n\nhttp://localhost/guest/parts?a=b\n"
            "http://localhost/guest/parts\nhttp://localhost/\n"
            "/guest/parts?a=b\nguest\nan id");
}

TEST_F(GuestKit, ReadsQueryFormAndCookies) {
  client_.set_cookie("c", "3");
  EXPECT_EQ(post("/lists?a=1&n=7", {.form = {{"b", "2"}}}), "a=1 n=7 b=2 c=3 1-7");
}

TEST_F(GuestKit, NegotiatesAndReadsFields) {
  EXPECT_EQ(get("/negotiated", {.headers = {{"Accept", "application/json"},
                                            {"Accept-Language", "de, en;q=0.5"},
                                            {"Accept-Encoding", "gzip"},
                                            {"Accept-Charset", "utf-8"}}}),
            "application/json de yes yes");
  EXPECT_THAT(
      get("/fields", {.headers = {{"Authorization", "Basic YTpi"}, {"Range", "bytes=0-1"}}}),
      StartsWith("basic a b bytes "));
}

TEST_F(GuestKit, ReadsUploadsAndBodies) {
  EXPECT_EQ(post("/upload", {.files = {{"f", "../a b.txt", "text", "text/plain"}}}),
            "f ../a b.txt a_b.txt text/plain 4 ex none text");
  EXPECT_EQ(post("/body", {.body = "abcdef", .content_type = "text/plain"}), "bc 6");
  const std::string folder = app_.folder();
  EXPECT_EQ(post("/save", {.body = folder, .content_type = "text/plain"}), folder);
}

TEST_F(GuestKit, KeepsValuesInTheRequest) { EXPECT_EQ(get("/named"), "Ada!no"); }

// ---- responses

TEST_F(GuestKit, SetsCookiesAndRedirects) {
  EXPECT_EQ(get("/cookie"), "baked");
  EXPECT_EQ(client_.cookie("taste", "/guest"), "sweet");
  EXPECT_THAT(client_.get("/guest/away"), RedirectsTo("/guest/cookie"));
}

TEST_F(GuestKit, MakesConditionalAnswersAndDownloads) {
  const Response tagged = client_.get("/guest/etag");
  EXPECT_EQ(tagged.text(), "tagged");
  const std::string etag(tagged.header("ETag").value_or(""));
  EXPECT_THAT(client_.get("/guest/etag", {.headers = {{"If-None-Match", etag}}}), HasStatus(304));
  EXPECT_THAT(client_.get("/guest/download"),
              HasHeader("Content-Disposition", HasSubstr("attachment")));
}

TEST_F(GuestKit, StreamsWithAndWithoutContext) {
  EXPECT_EQ(get("/events"), "data: one\n\n");
  EXPECT_EQ(get("/with-context"), "/guest/with-context");
}

TEST_F(GuestKit, ChangesTheResponseLater) {
  EXPECT_THAT(client_.get("/guest/after"), HasHeader("X-After", "first"));
}

TEST_F(GuestKit, EndsAViewWithAResponse) {
  EXPECT_THAT(client_.get("/guest/whole"), AllOf(HasStatus(418), HasText("whole")));
  EXPECT_THAT(client_.get("/guest/unknown"), HasHeader("WWW-Authenticate", "Basic"));
}

TEST_F(GuestKit, SendsItsResources) { EXPECT_EQ(get("/resource"), "A note.\n"); }

// ---- rules

TEST_F(GuestKit, HasConvertersAndRules) {
  EXPECT_EQ(get("/code/ABC"), "ABC");
  EXPECT_THAT(client_.get("/guest/code/AB"), HasStatus(404));
  EXPECT_EQ(get("/even/14"), "14");
  EXPECT_THAT(client_.get("/guest/even/13"), HasStatus(404));
  EXPECT_EQ(get("/slash"), "slash");
  EXPECT_EQ(client_.put("/guest/or").text(), "PUT");
  EXPECT_THAT(client_.options("/guest/no-options"), HasStatus(405));
  EXPECT_THAT(client_.get("/guest/old/Ada"), RedirectsTo("http://localhost/guest/hello/Ada"));
  EXPECT_EQ(get("/build"), "/guest/built/Ada?lang=en /guest/even/04");
}

TEST_F(GuestKit, HasBlueprintsInBlueprints) {
  EXPECT_EQ(get("/inner/place"), "guest.inner");
  EXPECT_EQ(get("/inner/nowhere"), "nothing at /guest/inner/nowhere");
}

// ---- what is kept

TEST_F(GuestKit, UpdatesItsState) {
  EXPECT_EQ(get("/count"), "1 count");
  EXPECT_EQ(get("/count"), "2 count");
}

TEST_F(GuestKit, HasADataFolder) {
  EXPECT_THAT(client_.get("/guest/data"),
              AllOf(HasText("kept"), HasHeader("Content-Type", HasSubstr("text/x-kept"))));
}

TEST_F(GuestKit, HandsItsWordsOver) {
  EXPECT_EQ(get("/words/one"), "none");
  app_.reload("guest", file_.path());
  EXPECT_EQ(get("/words/two"), "one");
}

TEST_F(GuestKit, KnowsItsModeSecretsAndTheTime) {
  EXPECT_EQ(get("/mode"), std::to_string(static_cast<int>(Mode::test)));
  EXPECT_THAT(get("/secret"), HasSubstr("same"));
  EXPECT_EQ(get("/now"), "later");
}

// ---- services

TEST_F(GuestKit, ListsItsProviders) {
  EXPECT_EQ(get("/lines"), "guest 10 plain first\nguest 0 plain second\n3 ok");
}

// Stands in for the host's, which only a running app has.
class FakeManagement final : public carboy::abi::Management {
 public:
  abi::PanelLevel level() noexcept override { return abi::PanelLevel::look; }
  Status list(TextSink json) noexcept override {
    json.put("[]");
    return Status::ok;
  }
  Status info(Text name, TextSink json) noexcept override { return said("info", name, json); }
  Status enable(const abi::Actor* actor, const Text* names, size_t count,
                TextSink report) noexcept override {
    return changed("enable", actor, names, count, report);
  }
  Status disable(const abi::Actor* actor, const Text* names, size_t count,
                 TextSink report) noexcept override {
    return changed("disable", actor, names, count, report);
  }
  Status reload(const abi::Actor* actor, const Text* names, size_t count,
                TextSink report) noexcept override {
    return changed("reload", actor, names, count, report);
  }
  Status configure(const abi::Actor*, Text name, Text settings, TextSink report) noexcept override {
    said("configure", name, report);
    report.put(settings);
    return Status::ok;
  }
  Status roll_back(const abi::Actor*, Text name, TextSink report) noexcept override {
    return said("roll back", name, report);
  }
  Status receive(const abi::Actor*, Bytes file, TextSink json) noexcept override {
    return said("receive", {file.data, file.size}, json);
  }
  Status check(const abi::Actor*, Text digest, TextSink json) noexcept override {
    return said("check", digest, json);
  }
  Status install(const abi::Actor*, Text digest, TextSink report) noexcept override {
    return said("install", digest, report);
  }

 private:
  static Status said(std::string_view what, std::string_view of, TextSink out) noexcept {
    for (const std::string_view piece : {what, std::string_view(" "), of, std::string_view("; ")}) {
      out.put(piece);
    }
    return Status::ok;
  }
  static Status changed(std::string_view what, const abi::Actor* actor, const Text* names,
                        size_t count, TextSink out) noexcept {
    for (size_t i = 0; i < count; ++i) said(what, names[i], out);
    return said("by", actor->name, out);
  }
};

TEST_F(GuestKit, AsksTheHost) {
  FakeManagement management;
  EXPECT_EQ(get("/host"), "no management");
  App managed(file_.path());
  managed.provide<carboy::Management>(management);
  EXPECT_EQ(managed.client().get("/guest/host").text(), "1 []");
  EXPECT_EQ(managed.client().post("/guest/manage").text(),
            "info a; enable a; enable b; by guest; disable a; by guest; reload a; by guest; "
            "configure a; {}roll back a; receive bytes; check digest; install digest; ");
}

// ---- pages

TEST_F(GuestKit, StoresPages) {
  const std::string first = get("/stored");
  EXPECT_EQ(get("/stored?q=1"), first);
  EXPECT_NE(get("/stored?p=1"), first);
  EXPECT_THAT(post("/mark"), "2");
  EXPECT_NE(get("/stored"), first);
  EXPECT_NE(get("/personal"), get("/personal"));
  EXPECT_EQ(get("/brief"), get("/brief"));
}

TEST_F(GuestKit, CommitsAndCopiesPages) {
  const std::string first = get("/stored");
  EXPECT_EQ(post("/copy"), "0 1");
  EXPECT_EQ(get("/stored"), first);
  EXPECT_EQ(post("/commit"), "1");
  EXPECT_NE(get("/stored"), first);
}

// ---- commands and values

TEST_F(GuestKit, RunsItsCommands) {
  const CommandResult greeted =
      app_.run("guest greet", {"Ada", "--greeting", "Hi", "-m", "--mark"});
  EXPECT_EQ(greeted.out, "Hi, Ada!! no terminal\n");
  EXPECT_EQ(greeted.status, 3);
  EXPECT_EQ(app_.run("guest ask", {}, {"Ada", "abc"}).out, "Ada 3\n");
  EXPECT_EQ(app_.run("guest here").out, "here\n");
}

TEST_F(GuestKit, SendsAndReadsValues) {
  EXPECT_EQ(get("/visits"),
            "Ada7 no third\nname=Ada;number=7;share=0.5;day=1815-12-10;tags=a;b;;;");
  EXPECT_EQ(get("/all-settings"),
            "hosts=a;b;;key=s;most=2;names=ada=1;;pause=2000000000;room=1024;title=Guests; 2000");
}

}  // namespace
}  // namespace carboy::testing
