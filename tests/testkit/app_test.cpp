// How an App starts, stops and swaps, and what it reports if it cannot.
#include <carboy/testing/matchers.h>
#include <carboy/testing/testing.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

using carboy::testing::App;
using carboy::testing::Error;
using carboy::testing::HasStatus;
using carboy::testing::HasText;
using carboy::testing::TemporaryFolder;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::ThrowsMessage;

namespace {

void make(const std::string& file) { App app(file); }

TEST(TestApp, AnswersWithDefaultsAndWithSettings) {
  App plain(KIT_SO);
  EXPECT_EQ(plain.client().get("/title").text(), "Kit 3");
  App app(KIT_SO, {{"kit", {{"title", "Other \"quoted\" \\ ä"}, {"limit", 5}}}});
  EXPECT_EQ(app.client().get("/title").text(), "Other \"quoted\" \\ ä 5");
}

TEST(TestApp, SettingsThatDoNotFitAreTheHostsReport) {
  App app(KIT_SO, {{"kit", {{"limit", 0}, {"titel", "x"}}}});
  EXPECT_THAT([&] { app.start(); },
              ThrowsMessage<Error>(AllOf(HasSubstr("kit"), HasSubstr("limit"), HasSubstr("titel"),
                                         HasSubstr("Did you mean \"title\"?"))));
}

TEST(TestApp, SettingsOfUnknownExtensionsAndOfTheHostAreChecked) {
  EXPECT_THAT(
      [] {
        App app(KIT_SO, {{"kitt", {{"limit", 1}}}});
      },
      ThrowsMessage<Error>(HasSubstr("Did you mean \"kit\"?")));
  EXPECT_THAT(
      [] {
        App app(KIT_SO, {{"server", {{"max_body", "many"}}}});
      },
      ThrowsMessage<Error>(HasSubstr("max_body")));
  EXPECT_THAT([] { App app(KIT_SO, {{"kit", 1}}); }, ThrowsMessage<Error>(HasSubstr("tables")));
  App app(KIT_SO, {{"app", {{"server_name", "example.org"}}},
                   {"server", {{"trusted_hosts", {"example.org"}}, {"max_body", "1 KiB"}}}});
  EXPECT_EQ(app.client().get("/page").status(), 400);
  EXPECT_EQ(app.client({.base_url = "http://example.org"}).get("/page").status(), 200);
}

TEST(TestApp, AFileThatIsNotAnExtensionIsReported) {
  const TemporaryFolder folder;
  EXPECT_THAT([] { make("/nowhere/missing.so"); },
              ThrowsMessage<Error>(AllOf(HasSubstr("missing.so"), Not(HasSubstr("/nowhere")))));
  const std::string text = folder.write("text.so", "not a library").string();
  EXPECT_THAT([&] { make(text); }, ThrowsMessage<Error>(HasSubstr("text.so")));
  EXPECT_THAT([] { App app({KIT_SO, KIT_NEXT_SO}); }, ThrowsMessage<Error>(HasSubstr("kit")));
}

TEST(TestApp, ARequirementThatIsNotMetIsTheHostsReport) {
  App app(USER_SO);
  EXPECT_THAT([&] { app.client(); },
              ThrowsMessage<Error>(AllOf(HasSubstr("user 1.0.0"), HasSubstr("kit"))));
}

TEST(TestApp, SeveralExtensionsUseEachOther) {
  App app({USER_SO, KIT_SO});
  auto client = app.client();
  EXPECT_EQ(client.get("/user/count").text(), "it counts 1");
  EXPECT_EQ(client.get("/user/count").text(), "it counts 2");
}

TEST(TestApp, SwapsUnderItsClients) {
  App app({KIT_SO, USER_SO});
  auto client = app.client();
  client.get("/cookies/set");
  EXPECT_EQ(client.get("/version").text(), "1");
  EXPECT_THAT([&] { app.reload("kit", USER_SO); }, ThrowsMessage<Error>(HasSubstr("user")));
  EXPECT_EQ(client.get("/version").text(), "1");
  EXPECT_THAT([&] { app.reload("kit", KIT_NEXT_SO); }, ThrowsMessage<Error>(HasSubstr("^1.0")));
  EXPECT_EQ(client.get("/version").text(), "1");
  EXPECT_EQ(client.cookie("a"), "b; c");
}

TEST(TestApp, SwapKeepsStateAndSaysWhatItDid) {
  App app(KIT_SO);
  auto client = app.client();
  app.clock().advance(std::chrono::minutes(10));
  EXPECT_THAT(app.reload("kit", KIT_NEXT_SO), HasSubstr("kit 1.0.0 -> 2.0.0"));
  EXPECT_EQ(client.get("/version").text(), "2");
  EXPECT_EQ(client.get("/ticks").text(), "t");
}

TEST(TestApp, HasAFolderThatIsRemovedWithIt) {
  std::filesystem::path folder;
  {
    App app(KIT_SO);
    folder = app.folder();
    EXPECT_TRUE(std::filesystem::is_directory(folder));
    app.start();
  }
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST(TestApp, StopsOnceAndForAll) {
  App app(KIT_SO);
  auto client = app.client();
  app.stop();
  app.stop();
  EXPECT_EQ(client.get("/page").status(), 404);
}

TEST(TestApp, IsOneOfSeveral) {
  App first(KIT_SO, {{"kit", {{"title", "first"}}}});
  auto first_client = first.client();
  {
    App second(KIT_SO, {{"kit", {{"title", "second"}}}});
    EXPECT_EQ(second.client().get("/title").text(), "second 3");
    EXPECT_EQ(first_client.get("/title").text(), "first 3");
  }
  EXPECT_EQ(first_client.get("/title").text(), "first 3");
}

TEST(TestApp, ServesSeveralClientsAtOnce) {
  App app(KIT_SO);
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    auto client = std::make_shared<carboy::testing::Client>(app.client());
    threads.emplace_back([client, &wrong, i] {
      const std::string mine = std::to_string(i);
      client->set_cookie("mine", mine);
      for (int round = 0; round < 50; ++round) {
        const auto seen = client->post("/echo", {.form = {{"n", round}}}).json();
        if (seen["cookies"]["mine"] != mine || seen["form"]["n"] != std::to_string(round)) {
          ++wrong[i];
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(wrong, testing::Each(0));
}

TEST(TestApp, BuildsUrls) {
  App app(KIT_SO);
  EXPECT_EQ(app.url_for("page"), "/page");
  EXPECT_EQ(app.url_for("numbered", "number", 7, "q", "a b"), "/page/7?q=a+b");
  EXPECT_THAT([&] { app.url_for("pgae"); }, ThrowsMessage<Error>(HasSubstr("page")));
  EXPECT_THAT([&] { app.url_for("numbered"); }, ThrowsMessage<Error>(HasSubstr("number")));
}

TEST(TestApp, RunsCommands) {
  App app(KIT_SO);
  const auto done = app.run("kit add", {"2", "3"});
  EXPECT_EQ(done.status, 0);
  EXPECT_EQ(done.out, "5\n");
  EXPECT_EQ(done.err, "adding\n");
  const auto failed = app.run("kit add 2");
  EXPECT_EQ(failed.status, 1);
  EXPECT_EQ(failed.err, "two numbers are needed\n");
  const auto unknown = app.run("kti");
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err, HasSubstr("carboy has no command \"kti\""));
}

TEST(TestApp, FailuresInsideAreA500AndALine) {
  App app(KIT_SO);
  auto client = app.client();
  EXPECT_THAT(client.get("/throws"), AllOf(HasStatus(500), Not(HasText(HasSubstr("flux")))));
  const auto logs = app.logs();
  ASSERT_EQ(logs.size(), 1u);
  EXPECT_EQ(logs[0].level, carboy::testing::LogLevel::error);
  EXPECT_EQ(logs[0].extension, "kit");
  EXPECT_THAT(logs[0].text, AllOf(HasSubstr("the flux is out of order"), HasSubstr("GET /throws")));
  EXPECT_EQ(client.get("/page").status(), 200);
}

TEST(TestApp, KeepsTheLog) {
  App app(KIT_SO);
  app.client().get("/log");
  ASSERT_EQ(app.logs().size(), 1u);
  EXPECT_EQ(testing::PrintToString(app.logs()[0]), "warning kit: 1 of two");
}

TEST(TemporaryFolder, WritesAndGoes) {
  std::filesystem::path path;
  {
    const TemporaryFolder folder;
    path = folder.path();
    EXPECT_EQ(std::filesystem::file_size(folder.write("a/b/c.txt", "abc")), 3u);
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
