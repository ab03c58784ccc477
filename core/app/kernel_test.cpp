#include "core/app/kernel.h"

#include <thread>

#include "core/app/testing/kernel_fixture.h"
#include "core/base/error.h"

namespace carboy::core::app {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class KernelTest : public KernelFixture {};

TEST_F(KernelTest, AnswersFromTheRouteThatMatches) {
  Contribution hello(owners.open("hello", "1.0.0"));
  add_route(hello, "/", says("index"));
  add_route(hello, "/hello/<name>", [](Exchange& exchange) {
    exchange.response.body.assign(exchange.state().match.parameters()[0].text);
    return Outcome::done;
  });
  publish({&hello});
  EXPECT_EQ(ask("/").body, "index");
  EXPECT_EQ(ask("/hello/Ada%20L").body, "Ada L");
  EXPECT_EQ(ask("/nothing").status, 404);
}

TEST_F(KernelTest, MethodsAndOptions) {
  Contribution hello(owners.open("hello", "1.0.0"));
  add_route(hello, "/", says("index"));
  publish({&hello});
  const Answer refused = ask("/", "POST");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.allow, "GET, HEAD, OPTIONS");
  const Answer options = ask("/", "OPTIONS");
  EXPECT_EQ(options.status, 200);
  EXPECT_EQ(options.allow, "GET, HEAD, OPTIONS");
  EXPECT_EQ(ask("/", "HEAD").body, "index") << "the server leaves the body out";
}

TEST_F(KernelTest, RedirectsToTheCanonicalUrl) {
  Contribution hello(owners.open("hello", "1.0.0"));
  add_route(hello, "/docs/", says("docs"));
  publish({&hello});
  const Answer answer = ask("/docs?a=1");
  EXPECT_EQ(answer.status, 308);
  EXPECT_EQ(answer.location, "http://example.org/docs/?a=1");
}

TEST_F(KernelTest, AMalformedTargetIsA400) {
  publish({});
  for (const char* target : {"/%", "/%zz", "/%00", "/%ff", "//%c0%80"}) {
    EXPECT_EQ(ask(target).status, 400) << target;
  }
}

TEST_F(KernelTest, NamesTheClientBeforeTheViewRuns) {
  KernelOptions options = made_options();
  options.request.proxies.add("127.0.0.1");
  Kernel behind_proxy(std::move(options), signals);
  const http::Field fields[] = {{"Host", "example.org"}, {"X-Forwarded-For", "6.6.6.6, 192.0.2.7"}};
  for (const char* target : {"/nothing", "/%"}) {
    Exchange exchange;
    exchange.peer.address = "127.0.0.1";
    exchange.head.method = "GET";
    exchange.head.target = target;
    exchange.head.fields = fields;
    behind_proxy.prepare(exchange);
    EXPECT_EQ(exchange.client, "192.0.2.7") << target;
    behind_proxy.handle(exchange);
    behind_proxy.finish(exchange);
  }
}

TEST_F(KernelTest, RunsHooksInFlasksOrder) {
  Contribution site(owners.open("site", "1.0.0"));
  BlueprintEntry blueprint;
  blueprint.name = "bp";
  blueprint.prefix = "/bp";
  for (BlueprintEntry* level : {&site.blueprints[0], &blueprint}) {
    const std::string name = level == &blueprint ? "bp" : "app";
    for (const char* number : {"1", "2"}) {
      level->before.push_back(std::make_unique<FunctionHook>(notes("before " + name + number)));
      level->after.push_back(std::make_unique<FunctionHook>(notes("after " + name + number)));
      level->teardown.push_back(std::make_unique<FunctionTeardown>(
          [this, text = "teardown " + name + number](const Failure*) {
            trace.push_back(text);
            return Outcome::done;
          }));
    }
  }
  site.blueprints.push_back(std::move(blueprint));
  add_route(site, "/bp/", notes("view"), 1);
  publish({&site});
  ask("/bp/");
  EXPECT_THAT(trace, ElementsAre("before app1", "before app2", "before bp1", "before bp2", "view",
                                 "after bp2", "after bp1", "after app2", "after app1",
                                 "teardown bp2", "teardown bp1", "teardown app2", "teardown app1"));
}

TEST_F(KernelTest, AHookThatAnswersStopsTheView) {
  Contribution site(owners.open("site", "1.0.0"));
  site.blueprints[0].before.push_back(std::make_unique<FunctionHook>([](Exchange& exchange) {
    exchange.response.status = 403;
    exchange.response.body.assign("no");
    return Outcome::answered;
  }));
  site.blueprints[0].after.push_back(std::make_unique<FunctionHook>(notes("after")));
  add_route(site, "/", notes("view"));
  publish({&site});
  EXPECT_EQ(ask("/").status, 403);
  EXPECT_THAT(trace, ElementsAre("after"));
}

TEST_F(KernelTest, AFailureIsA500CountedToItsExtension) {
  Contribution site(owners.open("shop", "1.0.0"));
  std::vector<std::string> torn;
  site.blueprints[0].teardown.push_back(
      std::make_unique<FunctionTeardown>([&](const Failure* failure) {
        torn.push_back(failure ? failure->message : "none");
        return Outcome::done;
      }));
  add_route(site, "/", [](Exchange&) {
    fail(500, "carboy.Error", "the secret is 42");
    return Outcome::failed;
  });
  publish({&site});
  const Answer answer = ask("/");
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, testing::Not(HasSubstr("42")));
  EXPECT_THAT(faults, ElementsAre("shop: the secret is 42"));
  EXPECT_EQ(site.owner.faults, 1u);
  EXPECT_THAT(torn, ElementsAre("the secret is 42"));
}

TEST_F(KernelTest, FindsErrorHandlersByCodeThenById) {
  Contribution site(owners.open("shop", "1.0.0"));
  BlueprintEntry blueprint;
  blueprint.name = "bp";
  blueprint.errors_by_id.emplace_back("shop.OutOfStock",
                                      std::make_unique<FunctionErrorHandler>("bp by id"));
  site.blueprints[0].errors_by_code.emplace_back(
      409, std::make_unique<FunctionErrorHandler>("app by code"));
  site.blueprints[0].errors_by_id.emplace_back(
      "shop.Error", std::make_unique<FunctionErrorHandler>("app by parent"));
  site.blueprints.push_back(std::move(blueprint));
  const auto failing = [](std::vector<std::string> ids) {
    return [ids](Exchange&) {
      thread_failure() = {409, ids, "gone"};
      return Outcome::failed;
    };
  };
  add_route(site, "/http", failing({"shop.OutOfStock", "carboy.HttpError"}), 1);
  add_route(site, "/own", failing({"shop.OutOfStock", "shop.Error"}), 1);
  add_route(site, "/parent", failing({"shop.Late", "shop.Error"}), 1);
  publish({&site});
  EXPECT_EQ(ask("/http").body, "app by code") << "an HTTP error is found by its code first";
  EXPECT_EQ(ask("/own").body, "bp by id");
  EXPECT_EQ(ask("/parent").body, "app by parent");
  EXPECT_EQ(ask("/own").status, 409);
}

TEST_F(KernelTest, AMissingWrapperNeverOpensARoute) {
  services::Registry services;
  Contribution site(owners.open("shop", "1.0.0"));
  add_route(site, "/", notes("view"));
  site.routes[0].wrappers.push_back({&services.service("login.required", 1), 0, ""});
  publish({&site});
  const Answer answer = ask("/");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.retry_after, "1");
  EXPECT_TRUE(trace.empty());

  std::string text;
  try {
    const Contribution* all[] = {&site};
    kernel.build(all, [](const WrapperUse&) { return false; });
  } catch (const base::Error& error) {
    text = error.what();
  }
  EXPECT_THAT(text, HasSubstr("shop 1.0.0: the route / is wrapped in login.required"));
}

TEST_F(KernelTest, ARuleRegisteredTwiceNamesBothOwners) {
  Contribution a(owners.open("a", "1.0.0")), b(owners.open("b", "2.0.0"));
  add_route(a, "/x", says("a"));
  add_route(b, "/x", says("b"));
  add_route(b, "/<int", says("b"));
  std::string text;
  try {
    publish({&a, &b});
  } catch (const base::Error& error) {
    text = error.what();
  }
  EXPECT_THAT(text, HasSubstr("b 2.0.0: the rule /x (GET) is registered twice, first by a 1.0.0"));
  EXPECT_THAT(text, HasSubstr("/<int")) << "all mistakes are reported at once";
  EXPECT_EQ(ask("/x").status, 404) << "nothing was published";
}

TEST_F(KernelTest, ARequestKeepsItsGeneration) {
  Contribution one(owners.open("one", "1.0.0")), two(owners.open("two", "1.0.0"));
  add_route(one, "/", says("one"));
  add_route(two, "/", says("two"));
  publish({&one});
  Exchange exchange;
  static const http::Field kHost[] = {{"Host", "h"}};
  exchange.head.method = "GET";
  exchange.head.target = "/";
  exchange.head.fields = kHost;
  kernel.prepare(exchange);
  publish({&two});
  EXPECT_FALSE(kernel.wait_for_old_generations(std::chrono::steady_clock::now() + 5ms));
  one.owner.close();
  EXPECT_FALSE(one.owner.drain(std::chrono::steady_clock::now() + 5ms));
  kernel.handle(exchange);
  EXPECT_EQ(exchange.response.body.bytes(), "one");
  EXPECT_TRUE(kernel.wait_for_old_generations(std::chrono::steady_clock::now() + 5s));
  kernel.finish(exchange);
  EXPECT_TRUE(one.owner.drain(std::chrono::steady_clock::now() + 5s));
}

TEST_F(KernelTest, EmitsTheSignalsOfARequest) {
  class Note final : public signals::Slot {
   public:
    Note(std::vector<std::string>& trace, std::string word)
        : Slot("t", 0), trace_(trace), word_(std::move(word)) {}
    bool call(const void* arguments, std::size_t) noexcept override {
      const auto& event = *static_cast<const RequestEvent*>(arguments);
      trace_.push_back(word_ + " " + event.exchange.state().path);
      return true;
    }

   private:
    std::vector<std::string>& trace_;
    std::string word_;
  };
  Note started(trace, "started"), finished(trace, "finished"), torn(trace, "tearing down");
  const signals::Connection connections[] = {
      {signals.signal(HostSignals::kRequestStarted, "request"), &started},
      {signals.signal(HostSignals::kRequestFinished, "request,response"), &finished},
      {signals.signal(HostSignals::kRequestTearingDown, "request,error"), &torn}};
  signals.exchange({}, connections);
  publish({});
  ask("/x");
  EXPECT_THAT(trace, ElementsAre("started /x", "finished /x", "tearing down /x"));
}

TEST_F(KernelTest, AnExchangeIsUsedAgain) {
  Contribution hello(owners.open("hello", "1.0.0"));
  add_route(hello, "/", says("index"));
  publish({&hello});
  Exchange exchange;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(ask(exchange, "/").body, "index");
    EXPECT_EQ(ask(exchange, "/%").status, 400);
  }
  EXPECT_EQ(hello.owner.inside(), 0);
}

// Tests which functions around a nonblocking view send it to the pool, one by one.
struct PlaceTest : KernelFixture {
  PlaceTest() : site(owners.open("site", "1.0.0")) {
    BlueprintEntry api;
    api.name = "api";
    api.prefix = "/api";
    site.blueprints.push_back(std::move(api));
    add_route(site, "/", says("blocks"));
    add_route(site, "/quick", says("quick"));
    site.routes.back().nonblocking = true;
    add_route(site, "/api/quick", says("quick"), 1);
    site.routes.back().nonblocking = true;
  }
  // Returns where the current generation runs the request.
  Place place_of(std::string_view target) {
    static const http::Field kHost[] = {{"Host", "example.org"}};
    Exchange exchange;
    exchange.head.method = "GET";
    exchange.head.target = target;
    exchange.head.fields = kHost;
    const Place place = kernel.prepare(exchange);
    kernel.finish(exchange);
    return place;
  }
  // Returns where a nonblocking view of the app, one of the blueprint, and a 404 run.
  std::vector<Place> places() {
    publish({&site});
    return {place_of("/quick"), place_of("/api/quick"), place_of("/nowhere")};
  }
  Contribution site;
  static constexpr auto kLoop = Place::loop;
  static constexpr auto kPool = Place::worker;
};

TEST_F(PlaceTest, ANonblockingViewRunsOnTheLoopWhereNothingBlocks) {
  EXPECT_THAT(places(), ElementsAre(kLoop, kLoop, kLoop));
  EXPECT_EQ(place_of("/"), kPool);
}

TEST_F(PlaceTest, AHookOfTheAppIsForAllAndOneOfABlueprintForItsOwn) {
  auto hook = [&]() { return std::make_unique<FunctionHook>(notes("hook")); };
  site.blueprints[1].before.push_back(hook());
  EXPECT_THAT(places(), ElementsAre(kLoop, kPool, kLoop));
  site.blueprints[1].before[0]->nonblocking = true;
  EXPECT_THAT(places(), ElementsAre(kLoop, kLoop, kLoop));
  for (auto* list :
       {&site.blueprints[0].before, &site.blueprints[0].after, &site.blueprints[0].url_values}) {
    list->push_back(hook());
    EXPECT_THAT(places(), ElementsAre(kPool, kPool, kPool));
    list->back()->nonblocking = true;
    EXPECT_THAT(places(), ElementsAre(kLoop, kLoop, kLoop));
  }
  EXPECT_EQ(place_of("/"), kPool);
}

TEST_F(PlaceTest, TeardownAndErrorHandlersCountToo) {
  const auto expect_counted = [&](MayBlock& one) {
    EXPECT_THAT(places(), ElementsAre(kPool, kPool, kPool));
    one.nonblocking = true;
    EXPECT_THAT(places(), ElementsAre(kLoop, kLoop, kLoop));
  };
  const auto done = [](const Failure*) { return Outcome::done; };
  expect_counted(
      *site.blueprints[0].teardown.emplace_back(std::make_unique<FunctionTeardown>(done)));
  expect_counted(*site.teardown_app.emplace_back(std::make_unique<FunctionTeardown>(done)));
  BlueprintEntry& app = site.blueprints[0];
  expect_counted(
      *app.errors_by_code.emplace_back(404, std::make_unique<FunctionErrorHandler>("none")).second);
  expect_counted(
      *app.errors_by_id.emplace_back(kHttpError, std::make_unique<FunctionErrorHandler>("none"))
           .second);
}

// A swap without libraries: threads send requests while generations change and owners close.
TEST_F(KernelTest, NoRequestReachesAnOwnerThatHasLeft) {
  std::atomic<bool> stop{false};
  std::atomic<long> answered{0}, wrong{0};
  struct Version {
    std::atomic<bool> alive{true};
    std::unique_ptr<Contribution> contribution;
  };
  std::vector<std::unique_ptr<Version>> versions;
  const auto next_version = [&] {
    auto version = std::make_unique<Version>();
    version->contribution = std::make_unique<Contribution>(owners.open("v", "1.0.0"));
    add_route(*version->contribution, "/", [&, raw = version.get()](Exchange& exchange) {
      if (!raw->alive) ++wrong;
      exchange.response.body.assign("ok");
      return Outcome::done;
    });
    versions.push_back(std::move(version));
    return versions.back().get();
  };
  Version* current = next_version();
  publish({current->contribution.get()});
  std::vector<std::thread> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back([&] {
      Exchange exchange;
      while (!stop) {
        if (ask(exchange, "/").body != "ok") ++wrong;
        ++answered;
      }
    });
  }
  for (int round = 0; round < 100 || answered < 1000; ++round) {
    Version* next = next_version();
    publish({next->contribution.get()});
    current->contribution->owner.close();
    ASSERT_TRUE(current->contribution->owner.drain(std::chrono::steady_clock::now() + 10s));
    current->alive = false;
    owners.recycle(current->contribution->owner);
    current = next;
  }
  stop = true;
  for (auto& client : clients) client.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace carboy::core::app
