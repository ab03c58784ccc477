#include "core/app/generation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/app/testing/kernel_fixture.h"
#include "core/base/error.h"

namespace carboy::core::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class GenerationTest : public testing::Test {
 protected:
  using Contributions = std::vector<const Contribution*>;

  static RouteEntry& add_route(Contribution& to, std::string rule, std::string endpoint = "",
                               std::size_t blueprint = 0) {
    RouteEntry& entry = to.routes.emplace_back();
    entry.rule = std::move(rule);
    entry.endpoint = std::move(endpoint);
    entry.blueprint = blueprint;
    entry.view = make_view();
    return entry;
  }
  static std::size_t add_blueprint(Contribution& to, std::string name, std::string prefix,
                                   std::size_t parent = 0) {
    BlueprintEntry& entry = to.blueprints.emplace_back();
    entry.name = std::move(name);
    entry.prefix = std::move(prefix);
    entry.parent = parent;
    return to.blueprints.size() - 1;
  }
  static std::unique_ptr<View> make_view() {
    return std::make_unique<FunctionView>([](Exchange&) { return Outcome::done; });
  }
  static Hook* add_hook(std::vector<std::unique_ptr<Hook>>& hooks) {
    hooks.push_back(std::make_unique<FunctionHook>([](Exchange&) { return Outcome::done; }));
    return hooks.back().get();
  }
  static TeardownHook* add_teardown(std::vector<std::unique_ptr<TeardownHook>>& hooks) {
    hooks.push_back(
        std::make_unique<FunctionTeardown>([](const Failure*) { return Outcome::done; }));
    return hooks.back().get();
  }
  static ErrorHandler* add_handler(BlueprintEntry& level, int code) {
    level.errors_by_code.emplace_back(code, std::make_unique<FunctionErrorHandler>("handled"));
    return level.errors_by_code.back().second.get();
  }
  template <class List>
  static auto functions_of(const List& list) {
    std::vector<decltype(list.front().second)> functions;
    for (const auto& [owner, function] : list) functions.push_back(function);
    return functions;
  }

  std::unique_ptr<const Generation> build(const Contributions& contributions) const {
    return std::make_unique<const Generation>(7, contributions, options);
  }
  std::string mistakes(const Contributions& contributions) const {
    try {
      build(contributions);
    } catch (const base::Error& error) {
      return error.what();
    }
    return "";
  }

  OwnerPool owners;
  Contribution shop{owners.open("shop", "1.0.0")};
  Contribution blog{owners.open("blog", "2.0.0")};
  GenerationOptions options;
};

TEST_F(GenerationTest, ABlueprintRunsTheHooksOfEveryExtensionsAppLevelFirst) {
  const std::size_t outer = add_blueprint(shop, "outer", "/o");
  const std::size_t inner = add_blueprint(shop, "outer.inner", "/o/i", outer);
  Hook* const of_shop = add_hook(shop.blueprints[0].before);
  Hook* const of_outer = add_hook(shop.blueprints[outer].before);
  Hook* const of_inner = add_hook(shop.blueprints[inner].before);
  Hook* const of_blog = add_hook(blog.blueprints[0].before);
  add_route(shop, "/o/i/", "outer.inner.index", inner);
  const auto generation = build({&shop, &blog});
  EXPECT_EQ(generation->number(), 7u);
  EXPECT_THAT(functions_of(generation->app_level().before), ElementsAre(of_shop, of_blog));
  EXPECT_THAT(functions_of(generation->route(0).blueprint->before),
              ElementsAre(of_shop, of_blog, of_outer, of_inner));
  EXPECT_EQ(generation->route(0).blueprint->before[1].first, &blog.owner);
}

TEST_F(GenerationTest, AfterAndTeardownRunInReverse) {
  const std::size_t bp = add_blueprint(shop, "bp", "/bp");
  Hook* const first = add_hook(shop.blueprints[0].after);
  Hook* const second = add_hook(shop.blueprints[0].after);
  Hook* const inner = add_hook(shop.blueprints[bp].after);
  TeardownHook* const of_shop = add_teardown(shop.teardown_app);
  TeardownHook* const of_blog = add_teardown(blog.teardown_app);
  TeardownHook* const outer_teardown = add_teardown(shop.blueprints[0].teardown);
  TeardownHook* const inner_teardown = add_teardown(shop.blueprints[bp].teardown);
  const auto generation = build({&shop, &blog});
  const CompiledBlueprint& compiled = generation->blueprint_of("bp.index");
  EXPECT_THAT(functions_of(compiled.after), ElementsAre(inner, second, first));
  EXPECT_THAT(functions_of(compiled.teardown), ElementsAre(inner_teardown, outer_teardown));
  EXPECT_THAT(functions_of(generation->teardown_app()), ElementsAre(of_blog, of_shop));
}

TEST_F(GenerationTest, ErrorHandlersAreSortedFromTheInnermostAndTheLatest) {
  const std::size_t bp = add_blueprint(shop, "bp", "/bp");
  ErrorHandler* const of_app = add_handler(shop.blueprints[0], 404);
  ErrorHandler* const first = add_handler(shop.blueprints[bp], 404);
  ErrorHandler* const latest = add_handler(shop.blueprints[bp], 404);
  const auto generation = build({&shop});
  const auto handlers = [](const CompiledBlueprint::ErrorLevel& level) {
    std::vector<ErrorHandler*> all;
    for (const auto& [code, handler] : level.by_code) all.push_back(handler.second);
    return all;
  };
  const CompiledBlueprint& compiled = generation->blueprint_of("bp.index");
  ASSERT_EQ(compiled.errors.size(), 2u);
  EXPECT_THAT(handlers(*compiled.errors[0]), ElementsAre(latest, first));
  EXPECT_THAT(handlers(*compiled.errors[1]), ElementsAre(of_app));
  ASSERT_EQ(generation->app_level().errors.size(), 1u);
}

TEST_F(GenerationTest, OneHookThatMayBlockCountsForItsLevelAndThoseBelow) {
  const std::size_t bp = add_blueprint(shop, "bp", "/bp");
  add_hook(shop.blueprints[bp].before);
  const auto of_blueprint = build({&shop});
  EXPECT_TRUE(of_blueprint->app_level().never_blocks);
  EXPECT_FALSE(of_blueprint->blueprint_of("bp.index").never_blocks);
  shop.blueprints[bp].before.back()->nonblocking = true;
  EXPECT_TRUE(build({&shop})->blueprint_of("bp.index").never_blocks);
  add_teardown(blog.teardown_app);
  const auto of_another_app_level = build({&shop, &blog});
  EXPECT_FALSE(of_another_app_level->app_level().never_blocks);
  EXPECT_FALSE(of_another_app_level->blueprint_of("bp.index").never_blocks);
}

TEST_F(GenerationTest, FindsTheBlueprintOfAnEndpoint) {
  const std::size_t outer = add_blueprint(shop, "outer", "/o");
  add_blueprint(shop, "outer.inner", "/o/i", outer);
  const auto generation = build({&shop});
  EXPECT_EQ(generation->blueprint_of("outer.index").name, "outer");
  EXPECT_EQ(generation->blueprint_of("outer.inner.index").name, "outer.inner");
  EXPECT_EQ(&generation->blueprint_of("index"), &generation->app_level());
  EXPECT_EQ(&generation->blueprint_of("unknown.index"), &generation->app_level());
}

TEST_F(GenerationTest, FallbacksFollowTheRoutes) {
  const std::size_t bp = add_blueprint(shop, "bp", "/bp");
  shop.blueprints[bp].fallback = make_view();
  blog.blueprints[0].fallback = make_view();
  add_route(shop, "/bp/page", "bp.page", bp);
  add_route(blog, "/", "index");
  const auto generation = build({&shop, &blog});
  ASSERT_EQ(generation->route_count(), 4u);
  EXPECT_EQ(generation->route(0).owner, &shop.owner);
  EXPECT_EQ(generation->route(0).owner_serial, shop.owner.serial());
  EXPECT_EQ(generation->route(1).entry, &blog.routes[0]);
  EXPECT_EQ(generation->route(2).entry->rule, "/bp");
  EXPECT_EQ(generation->route(2).view, shop.blueprints[bp].fallback.get());
  EXPECT_EQ(generation->route(2).blueprint->name, "bp");
  EXPECT_EQ(generation->route(3).view, blog.blueprints[0].fallback.get());
}

TEST_F(GenerationTest, ReportsAllMistakesAtOnceAndNamesTheOwners) {
  const routing::ConverterFactory factory;
  shop.converters.push_back({"slug", factory});
  blog.converters.push_back({"slug", factory});
  add_route(shop, "/a", "index");
  add_route(blog, "/b", "index");
  add_route(blog, "/a");
  add_route(blog, "/<int");
  add_route(blog, "/c").subdomain = "api";
  shop.blueprints[0].fallback = make_view();
  blog.blueprints[0].fallback = make_view();
  const std::string text = mistakes({&shop, &blog});
  for (const char* mistake :
       {"blog 2.0.0: the converter \"slug\" is shop 1.0.0's already.",
        "blog 2.0.0: the endpoint \"index\" is the name of two routes, /a of shop 1.0.0 and /b.",
        "blog 2.0.0: the rule /a (all methods) is registered twice, first by shop 1.0.0.",
        "blog 2.0.0: ", "/<int",
        "blog 2.0.0: the rule /c is for the subdomain \"api\", and the app has no server_name.",
        "blog 2.0.0: the fallback of / is registered twice, first by shop 1.0.0."}) {
    EXPECT_THAT(text, HasSubstr(mistake));
  }
}

TEST_F(GenerationTest, ARouteMayBeNamedTwiceForOneRuleOrWithoutAView) {
  add_route(shop, "/a", "index").methods = {"GET"};
  add_route(shop, "/a", "index").methods = {"POST"};
  add_route(shop, "/old", "index").view = nullptr;
  EXPECT_THAT(mistakes({&shop}), IsEmpty());
}

TEST_F(GenerationTest, AWrapperNeedsAProvider) {
  services::Registry services;
  add_route(shop, "/").wrappers.push_back({&services.service("login.required", 1), 0, ""});
  EXPECT_THAT(mistakes({&shop}), HasSubstr("shop 1.0.0: the route / is wrapped in login.required"));
  options.is_provided = [](const WrapperUse& use) { return use.service != nullptr; };
  EXPECT_THAT(mistakes({&shop}), IsEmpty());
}

}  // namespace
}  // namespace carboy::core::app
