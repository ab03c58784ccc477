#include <carboy/guestbook/entries.h>
#include <carboy/guestbook/notice.h>
#include <carboy/pages.h>
#include <carboy/testing/testing.h>

// [names]
using carboy::testing::App;
using carboy::testing::HasHeader;
using carboy::testing::HasStatus;
using carboy::testing::HasText;
using carboy::testing::RedirectsTo;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;
// [names]

namespace {

// [first]
TEST(Guestbook, KeepsAnEntry) {
  App app(GUESTBOOK_SO, {{"guestbook", {{"page_size", 5}}}});
  auto client = app.client();
  auto page = client.post("/guestbook/",
                          {.form = {{"name", "Ada"}, {"text", "Hi"}}, .follow_redirects = true});
  EXPECT_EQ(page.status(), 200);
  EXPECT_THAT(page.text(), HasSubstr("<b>Ada</b> Hi"));
}
// [first]

class Visitors : public testing::Test {
 protected:
  auto sign(const std::string& name, const std::string& text) {
    app_.clock().advance(1s);
    return client_.post("/guestbook/", {.form = {{"name", name}, {"text", text}}});
  }
  App app_{GUESTBOOK_SO, {{"guestbook", {{"page_size", 2}, {"keep_days", 30}}}}};
  carboy::testing::Client client_ = app_.client();
};

TEST_F(Visitors, SendsBackToTheList) { EXPECT_THAT(sign("Ada", "Hi"), RedirectsTo("/guestbook/")); }

TEST_F(Visitors, EscapesWhatVisitorsWrite) {
  sign("<b>", "\"><script>");
  EXPECT_THAT(client_.get("/guestbook/"),
              HasText(AllOf(HasSubstr("&lt;script&gt;"), Not(HasSubstr("<script>")))));
}

TEST_F(Visitors, AsksForWhatIsMissing) {
  EXPECT_THAT(sign("Ada", ""),
              AllOf(HasStatus(422), HasText(HasSubstr("A name and a text, please."))));
}

TEST_F(Visitors, HasPages) {
  for (const char* name : {"Ada", "Grace", "Edsger"}) sign(name, "was here");
  EXPECT_THAT(client_.get("/guestbook/").text(),
              AllOf(HasSubstr("Edsger"), HasSubstr("Grace"), Not(HasSubstr("Ada"))));
  EXPECT_THAT(client_.get("/guestbook/", {.query = {{"page", 2}}}).text(),
              AllOf(HasSubstr("Ada"), Not(HasSubstr("Grace"))));
  EXPECT_THAT(client_.get("/guestbook/?page=7").status(), 200);
}

TEST_F(Visitors, GivesOneAsJson) {
  sign("Ada", "Hi");
  EXPECT_EQ(client_.get("/guestbook/1").json()["name"], "Ada");
  EXPECT_THAT(client_.get("/guestbook/2"), HasStatus(404));
}

// [pages]
TEST_F(Visitors, GetAStoredPageUntilOneSigns) {
  const auto pages = app_.service<carboy::Pages>();
  client_.get("/guestbook/");
  client_.get("/guestbook/");
  EXPECT_EQ(pages->statistics().hits, 1u);
  sign("Ada", "Hi");
  EXPECT_THAT(client_.get("/guestbook/"), HasText(HasSubstr("Ada")));
  EXPECT_EQ(pages->statistics().hits, 1u);
}
// [pages]

// [signal]
TEST_F(Visitors, TellsWhoHasSigned) {
  auto seen = app_.record(guestbook::entry_signed);
  sign("Ada", "Hi");
  EXPECT_EQ(seen.count(), 1u);
  EXPECT_EQ(seen.last<0>(), "Ada");
}
// [signal]

// [time]
TEST_F(Visitors, IsNotHurried) {
  sign("Ada", "Hi");
  EXPECT_THAT(client_.post("/guestbook/"), HasStatus(429));
  EXPECT_THAT(sign("Ada", "Hi again"), HasStatus(303));
}

TEST_F(Visitors, ForgetsAfterAWhile) {
  sign("Ada", "Hi");
  app_.clock().advance(24h * 30);
  EXPECT_EQ(app_.service<guestbook::Entries>()->count(), 1u);
  app_.clock().advance(2h);
  EXPECT_EQ(app_.service<guestbook::Entries>()->count(), 0u);
}
// [time]

// The wrapper stands in app.toml, too, around the routes of single entries.
TEST(Guestbook, IsNotHarvested) {
  const nlohmann::json wrap{{"rule", "/guestbook/*"}, {"with", "guestbook.Unhurried"}};
  App app(GUESTBOOK_SO, {{"wrap", nlohmann::json::array({wrap})}});
  auto client = app.client();
  EXPECT_THAT(client.get("/guestbook/1"), HasStatus(404));
  EXPECT_THAT(client.get("/guestbook/2"), HasStatus(429));
  EXPECT_THAT(client.get("/guestbook/"), HasStatus(200));
  app.clock().advance(1s);
  EXPECT_THAT(client.get("/guestbook/2"), HasStatus(404));
}

// [command]
TEST_F(Visitors, PurgesOnCommand) {
  sign("Ada", "Hi");
  EXPECT_EQ(app_.run("guestbook purge").out, "0 removed\n");
  EXPECT_EQ(app_.run("guestbook purge", {"--all"}).out, "1 removed\n");
}
// [command]

// [swap]
TEST_F(Visitors, KeepsItsEntriesInASwap) {
  sign("Ada", "Hi");
  app_.reload("guestbook", GUESTBOOK_SO);
  EXPECT_THAT(client_.get("/guestbook/"), HasText(HasSubstr("Ada")));
}
// [swap]

TEST_F(Visitors, OffersTheLatestEntry) {
  auto entries = app_.service<guestbook::Entries>();
  std::string latest;
  EXPECT_EQ(entries->latest(carboy::into(latest)), carboy::Status::failed);
  sign("Ada", "Hi");
  EXPECT_EQ(entries->latest(carboy::into(latest)), carboy::Status::ok);
  EXPECT_EQ(latest, "Hi");
}

// [notices]
TEST(Notices, StandAboveTheList) {
  App app(GUESTBOOK_SO);
  app.setup([](carboy::App& own) {
    guestbook::notice(own, [] { return "Closed on Sundays"; });
    guestbook::notice(own, [] { return "Welcome, <you>!"; }, {.priority = 10});
    guestbook::notice(own, []() -> std::string { throw std::runtime_error("no ink"); });
  });
  EXPECT_THAT(app.client().get("/guestbook/"),
              HasText(HasSubstr("<p class=\"notice\" title=\"test\">Welcome, &lt;you&gt;!</p>"
                                "<p class=\"notice\" title=\"test\">Closed on Sundays</p>"
                                "<p class=\"error\">")));
  EXPECT_EQ(app.logs().back().text, "a provider of guestbook.Notice failed: no ink");
}
// [notices]

TEST_F(Visitors, CarriesItsStyle) {
  const auto style = client_.get("/guestbook/static/guestbook.css");
  EXPECT_THAT(style, AllOf(HasStatus(200), HasHeader("Content-Type", "text/css; charset=utf-8"),
                           HasText(HasSubstr(".error"))));
  EXPECT_THAT(client_.get("/guestbook/static/guestbook.css",
                          {.headers = {{"If-None-Match", *style.header("ETag")}}}),
              HasStatus(304));
}

TEST(GuestbookSettings, AreChecked) {
  App app(GUESTBOOK_SO, {{"guestbook", {{"page_size", 0}}}});
  EXPECT_THAT([&] { app.start(); },
              testing::ThrowsMessage<carboy::testing::Error>(HasSubstr("page_size")));
}

}  // namespace
