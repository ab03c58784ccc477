// Stored pages as authors use them.
#include <carboy/pages.h>
#include <carboy/testing/matchers.h>
#include <carboy/testing/testing.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

using carboy::testing::App;
using carboy::testing::HasStatus;
using testing::HasSubstr;
using testing::ThrowsMessage;

namespace {

using namespace std::chrono_literals;

class StoredPage : public testing::Test {
 protected:
  using SetUp = std::function<void(carboy::App&)>;

  // A view that counts how often it runs.
  auto counting() {
    return [this] { return "run " + std::to_string(++runs); };
  }
  void with(SetUp set_up) { app.setup(set_up); }
  carboy::PageStatistics statistics() {
    const auto pages = app.service<carboy::Pages>();
    return pages->statistics();
  }

  int runs = 0;
  App app{std::initializer_list<std::string_view>{}};
};

TEST_F(StoredPage, IsAnsweredUntilItsAge) {
  with([&](carboy::App& own) { own.get("/", counting()).with(carboy::page(5min)); });
  auto client = app.client();
  EXPECT_EQ(client.get("/").text(), "run 1");
  EXPECT_EQ(client.get("/?unread=1").text(), "run 1");
  app.clock().advance(4min + 59s);
  EXPECT_EQ(client.get("/").text(), "run 1");
  app.clock().advance(1s);
  EXPECT_EQ(client.get("/").text(), "run 2");
  const auto now = statistics();
  EXPECT_EQ(now.pages, 1u);
  EXPECT_EQ(now.hits, 2u);
  EXPECT_EQ(now.stored, 2u);
}

TEST_F(StoredPage, HasNoCacheAndAnETagSoThatBrowsersAskAgain) {
  with([&](carboy::App& own) { own.get("/", counting()).with(carboy::page(5min)); });
  auto client = app.client();
  const auto first = client.get("/");
  EXPECT_EQ(first.header("Cache-Control"), "no-cache");
  const std::string etag = first.header("ETag").value_or("none");
  EXPECT_THAT(client.get("/", {.headers = {{"If-None-Match", etag}}}), HasStatus(304));
  const auto part = client.get("/", {.headers = {{"Range", "bytes=0-2"}}});
  EXPECT_THAT(part, HasStatus(206));
  EXPECT_EQ(part.text(), "run");
  const auto head = client.head("/");
  EXPECT_EQ(head.header("ETag"), etag);
  EXPECT_EQ(runs, 1);
}

TEST_F(StoredPage, MayBeKeptByBrowsersForATime) {
  with([&](carboy::App& own) {
    own.get("/",
            [](const carboy::Request& request) {
              std::string text(request.cookies.get("theme", "plain"));
              text.append(request.accept_language.best_match({"en", "de"}).value_or(""));
              return text.append(request.accept.best_match({"text/html"}).value_or(""));
            })
        .with(carboy::page(5min).browser(1min));
  });
  const auto page = app.client().get("/");
  EXPECT_EQ(page.header("Cache-Control"), "max-age=60");
  EXPECT_EQ(page.header("Vary"), "Cookie, accept-language, accept");
}

TEST_F(StoredPage, OfOnePersonIsForThatPersonOnly) {
  with([&](carboy::App& own) {
    own.get("/hello",
            [&](const carboy::Request& request) {
              ++runs;
              const auto user = request.cookies.find("session");
              if (user) carboy::mark_personal("a signed-in user");
              return "hello " + std::string(user.value_or("visitor"));
            })
        .with(carboy::page(5min));
    own.get("/address",
            [&](const carboy::Request& request) {
              ++runs;
              return std::string(request.remote_address());
            })
        .with(carboy::page(5min));
  });
  auto ada = app.client(), bob = app.client(), visitor = app.client();
  ada.set_cookie("session", "ada");
  bob.set_cookie("session", "bob");
  EXPECT_EQ(ada.get("/hello").header("Cache-Control"), "private, no-cache");
  EXPECT_EQ(bob.get("/hello").text(), "hello bob");
  EXPECT_EQ(ada.get("/hello").text(), "hello ada");
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(visitor.get("/hello").text(), "hello visitor");
  EXPECT_EQ(app.client().get("/hello").text(), "hello visitor");
  EXPECT_EQ(runs, 4);
  visitor.get("/address");
  visitor.get("/address");
  EXPECT_EQ(runs, 6);
  EXPECT_EQ(statistics().pages, 1u);
}

TEST_F(StoredPage, EndsWhenItsTagIsMarked) {
  with([&](carboy::App& own) {
    own.get("/",
            [&] {
              carboy::depends_on("news");
              return "run " + std::to_string(++runs);
            })
        .with(carboy::page(5min));
    own.get("/of/route", counting()).with(carboy::page(5min).tag("route"));
  });
  auto client = app.client();
  const auto pages = app.service<carboy::Pages>();
  client.get("/");
  pages->mark("weather");
  EXPECT_EQ(client.get("/").text(), "run 1");
  pages->mark("news");
  EXPECT_EQ(client.get("/").text(), "run 2");
  EXPECT_EQ(client.get("/of/route").text(), "run 3");
  pages->mark("route");
  EXPECT_EQ(client.get("/of/route").text(), "run 4");
  pages->clear();
  EXPECT_EQ(client.get("/of/route").text(), "run 5");
}

TEST_F(StoredPage, IsAnsweredWithoutHooksIfAllAreCacheable) {
  int before = 0;
  with([&](carboy::App& own) {
    own.before_request([&] { ++before; }).cacheable();
    own.after_request(
           [](carboy::Response& response) { response.set_header("X-Frame-Options", "DENY"); })
        .cacheable();
    own.get("/", counting()).with(carboy::page(5min));
  });
  auto client = app.client();
  client.get("/");
  EXPECT_EQ(client.get("/").header("X-Frame-Options"), "DENY");
  EXPECT_EQ(before, 1);
  EXPECT_EQ(runs, 1);
}

TEST_F(StoredPage, IsAnsweredAmongItsHooksIfOneIsNotCacheable) {
  int before = 0;
  with([&](carboy::App& own) {
    own.before_request([&] { ++before; });
    own.after_request([&](carboy::Response& response) {
         response.set_header("X-Visitor", std::to_string(before));
       })
        .cacheable();
    own.get("/", counting()).with(carboy::page(5min));
  });
  auto client = app.client();
  client.get("/");
  const auto second = client.get("/");
  EXPECT_EQ(second.header("X-Visitor"), "2");
  EXPECT_EQ(second.text(), "run 1");
}

TEST_F(StoredPage, IsInsideOfTheWrappersAroundIt) {
  const carboy::Wrapper guard{{"test.Guard", 1, 0}};
  bool is_open = true;
  with([&](carboy::App& own) {
    own.provide_wrapper(guard, [&](const carboy::Request&, carboy::Response& response,
                                   std::string_view, carboy::Next next) {
      if (is_open) return next();
      response.set_status(403);
      return carboy::Status::answered;
    });
    own.get("/", counting()).with(guard).with(carboy::page(5min));
  });
  auto client = app.client();
  client.get("/");
  EXPECT_EQ(client.get("/").text(), "run 1");
  is_open = false;
  EXPECT_THAT(client.get("/"), HasStatus(403));
}

TEST_F(StoredPage, IsNotMadeOfWhatMustNotBeStored) {
  with([&](carboy::App& own) {
    own.get("/<kind>",
            [&](const carboy::Request&, std::string_view kind) {
              ++runs;
              if (kind == "stream") {
                return carboy::Response(carboy::stream([](carboy::Stream&) { return false; }));
              }
              carboy::Response response("page");
              if (kind == "missing") response.set_status(404);
              if (kind == "cookie") response.set_cookie("a", "b");
              if (kind == "private") response.set_header("Cache-Control", "private");
              if (kind == "no-store") response.set_header("Cache-Control", "max-age=1, no-store");
              if (kind == "vary") response.set_header("Vary", "Accept, *");
              if (kind == "after") carboy::after_this_request([] {});
              return response;
            })
        .with(carboy::page(5min));
    own.before_request([] {});
  });
  auto client = app.client();
  for (const char* kind : {"stream", "missing", "cookie", "private", "no-store", "vary", "after"}) {
    runs = 0;
    client.get("/" + std::string(kind));
    client.get("/" + std::string(kind));
    EXPECT_EQ(runs, 2) << kind;
  }
  EXPECT_EQ(statistics().pages, 0u);
}

struct Line : carboy::Service {
  static constexpr carboy::ServiceId id{"test.Line", 1, 0};
  static constexpr auto multiplicity = carboy::many;
  virtual carboy::Status write(carboy::TextSink out) noexcept = 0;

 protected:
  ~Line() = default;
};

class FailingOnce final : public Line {
 public:
  carboy::Status write(carboy::TextSink out) noexcept override {
    return carboy::guarded([&] {
      if (calls_++ == 0) throw std::runtime_error("not now");
      out.put("line");
    });
  }

 private:
  int calls_ = 0;
};

TEST_F(StoredPage, IsNotStoredWithoutAProviderThatFailed) {
  with([&](carboy::App& own) {
    own.provide<Line>(std::make_shared<FailingOnce>());
    own.get("/",
            [lines = own.services<Line>()] {
              std::string text = "lines:";
              lines.use().each([&](auto line) { return line->write(carboy::into(text)); });
              return text;
            })
        .with(carboy::page(5min));
  });
  auto client = app.client();
  EXPECT_EQ(client.get("/").text(), "lines:");
  EXPECT_EQ(client.get("/").text(), "lines:line");
}

TEST_F(StoredPage, MayDependOnEverythingOrNothing) {
  with([&](carboy::App& own) {
    own.get("/everything",
            [&](const carboy::Request& request) {
              ++runs;
              for (int i = 0; i < 1'000; ++i) request.header("X-" + std::to_string(i));
              return std::string(request.url()) + std::string(request.body()) +
                     std::to_string(request.headers().size());
            })
        .with(carboy::page(5min));
    own.get("/nothing", [] { return ""; }).with(carboy::page(5min));
  });
  auto client = app.client();
  client.get("/everything");
  EXPECT_THAT(client.get("/everything"), HasStatus(200));
  EXPECT_EQ(runs, 2);  // 1,000 parts are too many
  client.get("/nothing");
  EXPECT_EQ(client.get("/nothing").text(), "");
  EXPECT_EQ(statistics().hits, 1u);
}

TEST_F(StoredPage, OfAPolicyOfAnExtension) {
  const carboy::Wrapper cached{{"test.Cached", 1, 0}, "60"};
  with([&](carboy::App& own) {
    own.provide_page_policy(cached, [](std::string_view options, carboy::PagePolicy& policy) {
      policy.age(std::chrono::seconds(std::stoi(std::string(options)))).tag("all");
    });
    own.get("/", counting()).with(cached);
  });
  auto client = app.client();
  client.get("/");
  EXPECT_EQ(client.get("/").text(), "run 1");
  app.service<carboy::Pages>()->mark("all");
  EXPECT_EQ(client.get("/").text(), "run 2");
}

TEST_F(StoredPage, WithWrongOptionsIsNotPublished) {
  with([&](carboy::App& own) {
    own.get("/", counting()).with({carboy::kStoredPage, "5 min; browsr = 1 min"});
  });
  EXPECT_THAT([&] { app.start(); },
              ThrowsMessage<carboy::testing::Error>(
                  HasSubstr("the wrapper carboy.Page does not accept the options \"5 min; browsr = "
                            "1 min\" of the route /: \"browsr\" is no option of a page. Did you "
                            "mean \"browser\"?")));
}

}  // namespace
