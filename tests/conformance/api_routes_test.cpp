// Routes that an author registers, from the C++ API to the response.
#include <carboy/json_types.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api_app.h"
#include "core/base/error.h"

namespace carboy::conformance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Options = core::app::KernelOptions;

struct Items {
  std::string get(int id) const { return "get " + std::to_string(id); }
  Response post(const Request& request, int id) {
    return Response("post " + std::to_string(id + ++posts) + std::string(request.query()), 201);
  }
  const char* del(long) const { return "gone"; }
  int posts = 0;
};

class ApiRoutes : public testing::Test {
 protected:
  template <class Init>
  void start(Init init, Options options = {}) {
    app.emplace(std::move(options), [&](App& site, abi::Registrar&) { init(site); });
  }
  std::string get(const std::string& target) { return ask("GET", target); }
  std::string ask(const std::string& method, const std::string& target) {
    const ApiAnswer answer = app->send(method, target);
    if (answer.status == 200) return answer.body;
    if (const auto location = answer.header("Location")) {
      return std::to_string(answer.status) + " " + *location;
    }
    const bool is_page = answer.body.starts_with("<!doctype");
    return std::to_string(answer.status) + (is_page ? "" : " " + answer.body);
  }
  template <class Init>
  std::string mistakes(Init init, Options options = {}) {
    try {
      start(init, std::move(options));
    } catch (const core::base::Error& error) {
      return error.what();
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  }

  std::optional<ApiApp> app;
};

TEST_F(ApiRoutes, TwoRulesLeadToOneView) {
  start([](App& site) {
    site.get("/books/<int:page>", {"/books/", {"page", 1}},
             [](int page) { return "page " + std::to_string(page); })
        .endpoint("books");
    site.get({"/shelf", {"name", "a b"}, {"size", 2.5}}, [](std::string_view name, double size) {
      return std::string(name) + " " + std::to_string(size);
    });
    site.get("/urls",
             [] { return url_for("books", "page", 1) + " " + url_for("books", "page", 2); });
  });
  EXPECT_EQ(get("/books/"), "page 1");
  EXPECT_EQ(get("/books/7"), "page 7");
  EXPECT_EQ(get("/books/1"), "308 http://localhost/books/");
  EXPECT_EQ(get("/shelf"), "a b 2.500000");
  EXPECT_EQ(get("/urls"), "/books/ /books/2");
}

TEST_F(ApiRoutes, AStructAnswersByItsMembers) {
  start([](App& site) {
    site.view("/items/<int:id>", Items{}).endpoint("item");
    site.get("/url", [] { return url_for("item", "id", 7); });
  });
  EXPECT_EQ(get("/items/7"), "get 7");
  EXPECT_EQ(ask("HEAD", "/items/7"), "get 7") << "the server leaves the body out";
  EXPECT_EQ(ask("POST", "/items/7?x"), "201 post 8x");
  EXPECT_EQ(ask("POST", "/items/7"), "201 post 9") << "one object answers all";
  EXPECT_EQ(ask("DELETE", "/items/1"), "gone");
  EXPECT_EQ(ask("PUT", "/items/1"), "405");
  EXPECT_EQ(get("/url"), "/items/7");
}

TEST_F(ApiRoutes, SlashesAreTakenAsTheRouteSays) {
  start([](App& site) {
    site.get("/strict/", [] { return "strict"; });
    site.get("/loose/", [] { return "loose"; }).strict_slashes(false);
    site.get("/a/b", [] { return "merged"; });
    site.get("/c/d", [] { return "not merged"; }).merge_slashes(false);
  });
  EXPECT_EQ(get("/strict"), "308 http://localhost/strict/");
  EXPECT_EQ(get("/loose"), "loose");
  EXPECT_EQ(get("/a//b"), "308 http://localhost/a/b");
  EXPECT_EQ(get("/c//d"), "404");
}

TEST_F(ApiRoutes, RulesWithoutAViewAreForUrlsAndRedirects) {
  start([](App& site) {
    site.build_only("/static/<path:file>").endpoint("static");
    site.redirect("/old/<int:id>", "/new/<id>");
    site.get("/new/<int:id>", [](int id) { return std::to_string(id); }).endpoint("new");
    site.build_only("/alias/<int:id>").alias().endpoint("new");
    site.get("/url", [] { return url_for("static", "file", "a/b c.css"); });
  });
  EXPECT_EQ(get("/static/x"), "404");
  EXPECT_EQ(get("/url"), "/static/a/b%20c.css");
  EXPECT_EQ(get("/old/7"), "308 http://localhost/new/7");
  EXPECT_EQ(get("/alias/7"), "308 http://localhost/new/7");
}

TEST_F(ApiRoutes, HostsComeFirstAndTheOthersAreForEveryHost) {
  start([](App& site) {
    site.get("/", [] { return "any"; }).endpoint("any");
    auto api = site.blueprint("api", "");
    api.host("api.example.org").get("/", [] { return "api"; }).endpoint("root");
    api.fallback([] { return Response("no such call", 404); });
    site.get("/url", [] { return url_for("api.root") + " " + url_for("any"); });
  });
  const auto of = [&](const std::string& host, const std::string& target) {
    const ApiAnswer answer = app->send("GET", target, {}, "", host);
    return std::to_string(answer.status) + " " + answer.body.substr(0, 12);
  };
  EXPECT_EQ(of("api.example.org", "/"), "200 api");
  EXPECT_EQ(of("www.example.org", "/"), "200 any");
  EXPECT_EQ(of("api.example.org", "/x"), "404 no such call");
  EXPECT_EQ(of("www.example.org", "/x").substr(0, 5), "404 <");
  EXPECT_EQ(app->send("GET", "/url", {}, "", "www.example.org").body, "http://api.example.org/ /");
}

TEST_F(ApiRoutes, SubdomainsAddUpAndNeedAServerName) {
  const auto init = [](App& site) {
    site.get("/", [] { return "main"; }).endpoint("main");
    auto api = site.blueprint("api", "");
    api.subdomain("api");
    auto eu = api.blueprint("eu", "");
    eu.subdomain("eu").get("/", [] { return "eu"; }).endpoint("root");
    api.get("/", [] { return url_for("api.eu.root") + " " + url_for("main"); });
  };
  Options options;
  options.server_name = "example.org";
  start(init, options);
  const auto of = [&](const std::string& host) { return app->send("GET", "/", {}, "", host).body; };
  EXPECT_EQ(of("example.org"), "main");
  EXPECT_EQ(of("eu.api.example.org"), "eu");
  EXPECT_EQ(of("api.example.org"), "http://eu.api.example.org/ http://example.org/");
  EXPECT_EQ(app->send("GET", "/", {}, "", "elsewhere.net").status, 404);
  app.reset();
  EXPECT_THAT(mistakes(init), HasSubstr("the app has no server_name. Set it in [app]"));
}

TEST_F(ApiRoutes, ConvertersOfExtensions) {
  start([](App& site) {
    site.converter("year", "[12][0-9]{3}");
    site.converter(
        "even", "[0-9]+", [](std::string_view text) { return (text.back() - '0') % 2 == 0; },
        [](std::string_view text) { return "0" + std::string(text); }, 50);
    site.get("/<year:year>", [](std::string_view year) { return "year " + std::string(year); })
        .endpoint("year");
    site.get("/n/<even:n>", [](std::string_view n) { return "even " + std::string(n); })
        .endpoint("n");
    site.get("/urls", [] { return url_for("year", "year", 1999) + url_for("n", "n", "4 /"); });
  });
  EXPECT_EQ(get("/1999"), "year 1999");
  EXPECT_EQ(get("/999"), "404");
  EXPECT_EQ(get("/n/12"), "even 12");
  EXPECT_EQ(get("/n/13"), "404");
  EXPECT_THAT(get("/urls"), HasSubstr("/1999/n/04%20"));
}

TEST_F(ApiRoutes, MistakesOfConvertersAreReportedAtStart) {
  EXPECT_THAT(
      mistakes([](App& site) { site.get("/<money:x>", [](std::string_view) { return "x"; }); }),
      HasSubstr("money"));
  app.reset();
  EXPECT_THAT(mistakes([](App& site) {
                site.converter("year", "[0-9]+");
                site.converter("year", "[0-9]+");
              }),
              HasSubstr("the converter \"year\" is conformance 1.0.0's already"));
  app.reset();
  EXPECT_THAT(mistakes([](App& site) {
                site.converter("year", "[0-9");
                site.get("/<year:x>", [](std::string_view) { return "x"; });
              }),
              testing::Not("none"));
  app.reset();
  EXPECT_THAT(mistakes([](App& site) { site.converter("Year!", "[0-9]"); }),
              HasSubstr("\"Year!\" is not allowed"));
  app.reset();
  EXPECT_THAT(mistakes([](App& site) { site.converter("year", ""); }), HasSubstr("empty"));
}

TEST_F(ApiRoutes, WebSocketRulesAreForUpgradesOnly) {
  start([](App& site) { site.get("/ws", [] { return "x"; }).websocket(); });
  EXPECT_EQ(get("/ws"), "400");
  EXPECT_EQ(app->send("GET", "/ws", {{"Upgrade", "WebSocket"}, {"Connection", "Upgrade"}}).status,
            200);
}

TEST_F(ApiRoutes, UrlForTakesWhatFlasksDoes) {
  start([](App& site) {
    auto shop = site.blueprint("shop", "/shop");
    shop.get("/<int:id>", [](int) { return "x"; }).endpoint("item");
    shop.get("/url", [] { return url_for(".item", "id", 7, "tag", "a", "tag", "b c"); });
    shop.get("/anchor", [] { return url_for(".item", "id", 7, "_anchor", "x y"); });
    shop.get("/external", [] { return url_for("shop.item", "id", 7, "_external", true); });
    shop.get("/scheme", [] { return url_for(".item", "id", 7, "_scheme", "https"); });
    shop.get("/method", [] { return url_for(".item", "id", 7, "_method", "PUT"); });
    shop.put("/put/<int:id>", [](int) { return "x"; }).endpoint("change");
    shop.get("/missing", [] { return url_for(".item"); });
    shop.get("/unknown", [] { return url_for(".itme", "id", 7); });
    site.error<carboy::Error>([](const ReceivedError& error) { return error.what(); });
  });
  EXPECT_EQ(get("/shop/url"), "/shop/7?tag=a&tag=b+c");
  EXPECT_EQ(get("/shop/anchor"), "/shop/7#x%20y");
  EXPECT_EQ(get("/shop/external"), "http://localhost/shop/7");
  EXPECT_EQ(get("/shop/scheme"), "https://localhost/shop/7");
  EXPECT_THAT(get("/shop/method"), HasSubstr("PUT"));
  EXPECT_THAT(get("/shop/missing"), HasSubstr("id"));
  EXPECT_THAT(get("/shop/unknown"), HasSubstr("shop.item")) << "a suggestion";
}

TEST_F(ApiRoutes, UrlDefaultsAreOfTheEndpointsBlueprint) {
  start([](App& site) {
    auto pages = site.blueprint<"/<lang>">("pages");
    pages.get("/about", [](std::string_view lang) { return std::string(lang); }).endpoint("about");
    pages.url_defaults([](std::string_view endpoint, UrlValues& values) {
      if (endpoint == "pages.about" && !values.contains("lang")) values.set("lang", "de");
    });
    site.get("/url", [] { return url_for("pages.about") + url_for("pages.about", "lang", "fr"); });
    pages.app_url_defaults([](std::string_view, UrlValues& values) { values.set("v", "2"); });
  });
  EXPECT_EQ(get("/url"), "/de/about?v=2/fr/about?v=2");
}

TEST_F(ApiRoutes, NothingIsRegisteredBehindInitApp) {
  std::optional<Blueprint<>> kept;
  start([&](App& site) {
    kept.emplace(site.blueprint("late", "/late"));
    site.get("/", [&] {
      kept->get("/x", [] { return "x"; });
      return "x";
    });
    site.error<SetupFinished>([](const ReceivedError& error) { return error.what(); });
  });
  EXPECT_THAT(get("/"), HasSubstr("conformance 1.0.0 registers something after its init_app"));
  EXPECT_THROW(kept->before_request([] {}), Error);
}

TEST_F(ApiRoutes, AfterThisRequestAndAStreamWithItsRequest) {
  std::vector<std::string> trace;
  start([&](App& site) {
    site.get("/", [] {
      after_this_request([](Response& response) { response.set_header("X-After", "this"); });
      return "x";
    });
    site.get("/stream",
             [&] {
               return stream_with_context([&](Stream& out) {
                 out.write(current_request().path());
                 trace.push_back("stream " + url_for("here"));
                 return false;
               });
             })
        .endpoint("here");
    site.teardown_request([&] { trace.push_back("teardown"); });
    site.teardown_app([&] { trace.push_back("teardown app"); });
  });
  EXPECT_EQ(app->send("GET", "/").header("X-After"), "this");
  trace.clear();
  EXPECT_EQ(get("/stream"), "/stream");
  EXPECT_THAT(
      trace, ElementsAre("teardown", "teardown app", "stream /stream", "teardown", "teardown app"));
  EXPECT_THROW(after_this_request([] {}), Error) << "there is no request here";
}

TEST_F(ApiRoutes, JsonOfTimesAndUuids) {
  start([](App& site) {
    using namespace std::chrono;
    site.get("/", [] {
      return json(sys_seconds(sys_days(year(2020) / 1 / 2) + hours(3) + seconds(4)));
    });
    site.get("/uuid", [] {
      Uuid uuid;
      uuid.bytes[0] = 0xab;
      uuid.bytes[15] = 1;
      return json(uuid);
    });
  });
  EXPECT_EQ(get("/"), "\"Thu, 02 Jan 2020 03:00:04 GMT\"\n");
  EXPECT_EQ(get("/uuid"), "\"ab000000-0000-0000-0000-000000000001\"\n");
}

}  // namespace
}  // namespace carboy::conformance
