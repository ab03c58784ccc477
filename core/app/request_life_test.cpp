#include "core/app/request_life.h"

#include "core/app/request_id.h"
#include "core/app/testing/kernel_fixture.h"
#include "core/base/error.h"

namespace carboy::core::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class RequestLifeTest : public KernelFixture {
 protected:
  RequestLifeTest() { site.blueprints.reserve(8); }

  // ---- the parts of a site ----
  void before(std::function<Outcome(Exchange&)> f, std::size_t blueprint = 0) {
    site.blueprints[blueprint].before.push_back(std::make_unique<FunctionHook>(std::move(f)));
  }
  void after(std::function<Outcome(Exchange&)> f, std::size_t blueprint = 0) {
    site.blueprints[blueprint].after.push_back(std::make_unique<FunctionHook>(std::move(f)));
  }
  std::function<Outcome(const Failure*)> notes_failure(std::string word) {
    return [this, word](const Failure* failure) {
      trace.push_back(word + " " + (failure == nullptr ? "none" : failure->message));
      return Outcome::done;
    };
  }
  void teardown(std::function<Outcome(const Failure*)> f, std::size_t blueprint = 0) {
    site.blueprints[blueprint].teardown.push_back(std::make_unique<FunctionTeardown>(std::move(f)));
  }
  void teardown_app(std::function<Outcome(const Failure*)> f) {
    site.teardown_app.push_back(std::make_unique<FunctionTeardown>(std::move(f)));
  }
  std::size_t blueprint(std::string name, std::string prefix, std::size_t parent = 0) {
    BlueprintEntry entry;
    entry.name = std::move(name);
    entry.prefix = std::move(prefix);
    entry.parent = parent;
    site.blueprints.push_back(std::move(entry));
    return site.blueprints.size() - 1;
  }
  void on_code(int code, FunctionErrorHandler handler, std::size_t blueprint = 0) {
    site.blueprints[blueprint].errors_by_code.emplace_back(
        code, std::make_unique<FunctionErrorHandler>(std::move(handler)));
  }
  void on_id(std::string id, FunctionErrorHandler handler, std::size_t blueprint = 0) {
    site.blueprints[blueprint].errors_by_id.emplace_back(
        std::move(id), std::make_unique<FunctionErrorHandler>(std::move(handler)));
  }
  static std::function<Outcome(Exchange&)> fails(int code, std::vector<std::string> ids,
                                                 std::string message) {
    return [=](Exchange&) { return failing(code, ids, message); };
  }
  static std::function<Outcome(Exchange&)> aborts(int code) {
    return fails(code, {std::string(kHttpError), std::string(kError)}, "");
  }

  Contribution site{owners.open("shop", "1.0.0")};
};

TEST_F(RequestLifeTest, UrlValuesComeBeforeAllBeforeHooksAlsoWithoutARoute) {
  const std::size_t bp = blueprint("bp", "/bp");
  for (const std::size_t level : {std::size_t{0}, bp}) {
    const std::string name = level == 0 ? "app" : "bp";
    site.blueprints[level].url_values.push_back(
        std::make_unique<FunctionHook>(notes("values " + name)));
    before(notes("before " + name), level);
  }
  add_route(site, "/bp/", notes("view"), bp);
  publish({&site});
  ask("/bp/");
  EXPECT_THAT(trace, ElementsAre("values app", "values bp", "before app", "before bp", "view"));
  trace.clear();
  ask("/bp/none");
  EXPECT_THAT(trace, ElementsAre("values app", "before app"));
}

TEST_F(RequestLifeTest, AHooksAnswerIsNotMixedWithARedirectOfRouting) {
  before([](Exchange& exchange) {
    exchange.response.body.assign("closed");
    return Outcome::answered;
  });
  add_route(site, "/dir/", notes("view"));
  publish({&site});
  const Answer answer = ask("/dir");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.location, "");
  EXPECT_EQ(answer.body, "closed");
}

TEST_F(RequestLifeTest, ARedirectHasWerkzeugsPageAndReachesNoHandler) {
  on_id(std::string(kHttpError), FunctionErrorHandler("handled"));
  add_route(site, "/dir/", notes("view"));
  publish({&site});
  const Answer answer = ask("/dir?a=1&b=2");
  EXPECT_EQ(answer.status, 308);
  EXPECT_EQ(answer.location, "http://example.org/dir/?a=1&b=2");
  EXPECT_THAT(answer.body,
              HasSubstr("<a href=\"http://example.org/dir/?a=1&amp;b=2\">"
                        "http://example.org/dir/?a=1&amp;b=2</a>. If not, click the link.\n"));
}

TEST_F(RequestLifeTest, AHandledErrorGivesTeardownNone) {
  on_id("shop.Late", FunctionErrorHandler("handled"));
  teardown(notes_failure("teardown"));
  add_route(site, "/", fails(500, {"shop.Late", std::string(kError)}, "late"));
  publish({&site});
  EXPECT_EQ(ask("/").body, "handled");
  EXPECT_THAT(trace, ElementsAre("teardown none"));
  EXPECT_THAT(faults, IsEmpty());
}

TEST_F(RequestLifeTest, AnUnhandledErrorIsGivenToTheHandlerFor500AsItself) {
  std::vector<std::string> seen;
  on_code(500, FunctionErrorHandler([&](Exchange& exchange, const Failure& failure) {
            seen = failure.ids;
            exchange.response.body.assign("sorry");
            return Outcome::done;
          }));
  after(notes("after"));
  teardown(notes_failure("teardown"));
  add_route(site, "/", fails(500, {"shop.Late", std::string(kError)}, "late"));
  publish({&site});
  const Answer answer = ask("/");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body, "sorry");
  EXPECT_THAT(seen, ElementsAre("carboy.InternalServerError", "carboy.HttpError", "shop.Late",
                                "carboy.Error"));
  EXPECT_THAT(trace, ElementsAre("after", "teardown late"));
  EXPECT_THAT(faults, ElementsAre("shop: late"));
}

TEST_F(RequestLifeTest, AFailingAfterHookRunsTheRoundOnceMore) {
  after(notes("never"));
  int calls = 0;
  after([&](Exchange&) {
    ++calls;
    return failing(500, {std::string(kError)}, "after " + std::to_string(calls));
  });
  on_id(std::string("shop.Late"), FunctionErrorHandler("never"));
  teardown(notes_failure("teardown"));
  add_route(site, "/", says("made"));
  publish({&site});
  EXPECT_EQ(ask("/").status, 500);
  EXPECT_EQ(calls, 2);
  EXPECT_THAT(trace, ElementsAre("teardown after 1"));
  EXPECT_THAT(faults, ElementsAre("shop: after 1", "shop: after 2"));
}

TEST_F(RequestLifeTest, AfterHooksMayRecoverInTheSecondRound) {
  int calls = 0;
  after([&](Exchange&) {
    return ++calls == 1 ? failing(500, {std::string(kError)}, "once") : Outcome::done;
  });
  on_code(500, FunctionErrorHandler("sorry"));
  add_route(site, "/", says("made"));
  publish({&site});
  EXPECT_EQ(ask("/").body, "sorry");
  EXPECT_EQ(calls, 2);
}

TEST_F(RequestLifeTest, AHandlerThatFailsIsUnhandledAndOneFor500Escapes) {
  on_id("shop.Late", FunctionErrorHandler([](Exchange&, const Failure&) {
          return failing(500, {"shop.Worse", std::string(kError)}, "worse");
        }));
  on_code(500, FunctionErrorHandler([](Exchange&, const Failure&) {
            return failing(500, {"shop.Worst", std::string(kError)}, "worst");
          }));
  after(notes("after"));
  teardown(notes_failure("teardown"));
  add_route(site, "/", fails(500, {"shop.Late", std::string(kError)}, "late"));
  publish({&site});
  const Answer answer = ask("/");
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, HasSubstr("Internal Server Error"));
  EXPECT_THAT(trace, ElementsAre("teardown worse"));
  EXPECT_THAT(faults, ElementsAre("shop: worse", "shop: worst (escaped)"));
}

TEST_F(RequestLifeTest, AHandlerMayLeaveItToThePlainPage) {
  on_code(404, FunctionErrorHandler([](Exchange&, const Failure&) { return Outcome::declined; }));
  publish({&site});
  const Answer answer = ask("/x");
  EXPECT_EQ(answer.status, 404);
  EXPECT_THAT(answer.body, HasSubstr("<h1>Not Found</h1>"));
}

TEST_F(RequestLifeTest, ACodeOfTheAppComesBeforeAClassOfTheBlueprint) {
  const std::size_t bp = blueprint("bp", "/bp");
  on_id(std::string(kHttpError), FunctionErrorHandler("blueprint"), bp);
  on_code(403, FunctionErrorHandler("app"));
  add_route(site, "/bp/", aborts(403), bp);
  add_route(site, "/bp/410", aborts(410), bp);
  publish({&site});
  EXPECT_EQ(ask("/bp/").body, "app");
  EXPECT_EQ(ask("/bp/410").body, "blueprint");
  EXPECT_THAT(ask("/bp/none").body, HasSubstr("Not Found"))
      << "no route matched, so nothing of the blueprint counts";
}

TEST_F(RequestLifeTest, TheInnermostBlueprintAndTheLatestHandlerCount) {
  const std::size_t outer = blueprint("outer", "/o");
  const std::size_t inner = blueprint("outer.inner", "/o/i", outer);
  on_code(403, FunctionErrorHandler("outer, first"), outer);
  on_code(403, FunctionErrorHandler("outer"), outer);
  on_code(403, FunctionErrorHandler("inner"), inner);
  add_route(site, "/o/", aborts(403), outer);
  add_route(site, "/o/i/", aborts(403), inner);
  publish({&site});
  EXPECT_EQ(ask("/o/").body, "outer");
  EXPECT_EQ(ask("/o/i/").body, "inner");
}

TEST_F(RequestLifeTest, AnAbortWith500IsAResponseAndNoFailureForTeardown) {
  teardown(notes_failure("teardown"));
  add_route(site, "/", aborts(500));
  publish({&site});
  EXPECT_EQ(ask("/").status, 500);
  EXPECT_THAT(trace, ElementsAre("teardown none"));
}

TEST_F(RequestLifeTest, AFailingTeardownSkipsTheRemainingOnesButNotTheAppContext) {
  teardown(notes_failure("never"));
  teardown([](const Failure*) { return failing(500, {std::string(kError)}, "teardown"); });
  teardown(notes_failure("first"));
  teardown_app(notes_failure("app"));
  add_route(site, "/", says("made"));
  publish({&site});
  EXPECT_EQ(ask("/").body, "made");
  EXPECT_THAT(trace, ElementsAre("first none", "app none"));
  EXPECT_THAT(faults, ElementsAre("shop: teardown (escaped)"));
}

TEST_F(RequestLifeTest, AfterThisRequestRunsInOrderBeforeTheAfterHooks) {
  after(notes("after"));
  add_route(site, "/", [this](Exchange& exchange) {
    const auto add = [&, this](Exchange& to, std::string word) {
      DeferredHook deferred;
      deferred.owner = &site.owner;
      deferred.hook = std::make_unique<FunctionHook>(notes(std::move(word)));
      to.state().after_this_request.push_back(std::move(deferred));
    };
    add(exchange, "one");
    add(exchange, "two");
    return Outcome::done;
  });
  publish({&site});
  Exchange exchange;
  ask(exchange, "/");
  ask(exchange, "/none");
  EXPECT_THAT(trace, ElementsAre("one", "two", "after", "after")) << "and for that request only";
}

TEST_F(RequestLifeTest, OptionsIsAnsweredInsideTheRoutesBlueprint) {
  const std::size_t bp = blueprint("bp", "/bp");
  before(notes("before bp"), bp);
  add_route(site, "/bp/", notes("view"), bp);
  add_route(site, "/none", notes("view"));
  site.routes.back().automatic_options = false;
  publish({&site});
  const Answer answer = ask("/bp/", "OPTIONS");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.allow, "GET, HEAD, OPTIONS");
  EXPECT_THAT(trace, ElementsAre("before bp"));
  const Answer refused = ask("/none", "OPTIONS");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.allow, "GET, HEAD");
}

TEST_F(RequestLifeTest, AHandlersPageFor405StillHasAllow) {
  on_code(405, FunctionErrorHandler("no"));
  add_route(site, "/", says("index"));
  publish({&site});
  const Answer answer = ask("/", "POST");
  EXPECT_EQ(answer.body, "no");
  EXPECT_EQ(answer.allow, "GET, HEAD, OPTIONS");
}

TEST_F(RequestLifeTest, AFallbackAnswersBelowItsPrefix) {
  const std::size_t users = blueprint("user", "/users/<int:user>");
  const std::size_t posts = blueprint("user.posts", "/users/<int:user>/posts", users);
  const auto says_user = [](std::string word) {
    return std::make_unique<FunctionView>([word](Exchange& exchange) {
      const auto* user = exchange.state().match.find("user");
      exchange.response.status = 404;
      exchange.response.body.assign(word + " " + std::string(user->text));
      return Outcome::done;
    });
  };
  before(notes("before user"), users);
  site.blueprints[users].fallback = says_user("user");
  site.blueprints[posts].fallback = says_user("posts");
  add_route(site, "/users/<int:user>/name/", says("name"), users);
  publish({&site});
  EXPECT_EQ(ask("/users/7/x/y").body, "user 7");
  EXPECT_EQ(ask("/users/7").body, "user 7");
  EXPECT_EQ(ask("/users/7/", "DELETE").body, "user 7");
  EXPECT_EQ(ask("/users/7/posts/1").body, "posts 7");
  EXPECT_EQ(ask("/users/7/name/").body, "name");
  EXPECT_EQ(ask("/users/7/name").status, 308) << "a rule comes first";
  EXPECT_EQ(ask("/users/7/name/", "POST").status, 405);
  EXPECT_THAT(ask("/users/x/y").body, HasSubstr("Not Found")) << "the prefix does not match";
  EXPECT_EQ(ask("/elsewhere").status, 404);
}

TEST_F(RequestLifeTest, TheRequestIdIsMadeOnceAndIsTheOneOfATrustedProxy) {
  const http::Field fields[] = {{"Host", "h"}, {"X-Request-Id", "from-proxy"}};
  Exchange exchange;
  exchange.head.fields = fields;
  const std::string own(request_id(exchange));
  EXPECT_EQ(own.size(), 32u);
  EXPECT_EQ(own, request_id(exchange));
  exchange.clear();
  exchange.head.fields = fields;
  EXPECT_NE(own, request_id(exchange));
  exchange.clear();
  exchange.head.fields = fields;
  exchange.state().origin.is_peer_trusted = true;
  EXPECT_EQ(request_id(exchange), "from-proxy");
  const http::Field bad[] = {{"X-Request-Id", "two words\""}};
  exchange.clear();
  exchange.head.fields = bad;
  exchange.state().origin.is_peer_trusted = true;
  EXPECT_EQ(request_id(exchange).size(), 32u) << "an id that could forge a log line is replaced";
}

}  // namespace
}  // namespace carboy::core::app
