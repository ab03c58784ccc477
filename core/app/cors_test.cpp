#include "core/app/cors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "core/app/testing/kernel_fixture.h"

namespace carboy::core::app {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

using Fields = std::vector<std::pair<std::string, std::string>>;

class CorsTest : public testing::Test {
 protected:
  CorsTest() { options.origins = {"https://shop.example", "https://*.example.org"}; }

  // Returns the CORS fields of the response to a request with these fields.
  std::map<std::string, std::string> ask(std::string method, const Fields& sent,
                                         std::string vary = "") {
    std::vector<http::Field> fields{{"Host", "api.example"}};
    for (const auto& [name, value] : sent) fields.push_back({name, value});
    Exchange exchange;
    exchange.head.method = method;
    exchange.head.fields = fields;
    const Cors cors(options);
    is_preflight = cors.before(exchange);
    if (!is_preflight) {
      if (!vary.empty()) {
        EXPECT_TRUE(exchange.response.fields.set("Vary", vary));
      }
      cors.after(exchange);
    }
    status = exchange.response.status;
    std::map<std::string, std::string> said;
    for (std::size_t i = 0; i < exchange.response.fields.size(); ++i) {
      const http::Field field = exchange.response.fields.at(i);
      said[std::string(field.name)] = field.value;
    }
    return said;
  }
  std::map<std::string, std::string> preflight(std::string origin, std::string method,
                                               std::string headers = "") {
    Fields sent{{"Origin", origin}, {"Access-Control-Request-Method", method}};
    if (!headers.empty()) sent.emplace_back("Access-Control-Request-Headers", headers);
    return ask("OPTIONS", sent);
  }

  CorsOptions options;
  bool is_preflight = false;
  int status = 0;
};

TEST_F(CorsTest, APreflightIsAnsweredWithoutTheApp) {
  options.headers = {"X-Token", "Content-Type"};
  options.max_age = std::chrono::minutes(10);
  auto said = preflight("https://shop.example", "PUT", "content-type,x-token");
  EXPECT_TRUE(is_preflight);
  EXPECT_EQ(status, 204);
  EXPECT_EQ(said["Access-Control-Allow-Origin"], "https://shop.example");
  EXPECT_EQ(said["Access-Control-Allow-Methods"], "GET, HEAD, POST, PUT, PATCH, DELETE");
  EXPECT_EQ(said["Access-Control-Allow-Headers"], "X-Token, Content-Type");
  EXPECT_EQ(said["Access-Control-Max-Age"], "600");
  EXPECT_EQ(said["Vary"], "Origin");
  EXPECT_FALSE(said.contains("Access-Control-Allow-Credentials"));
}

TEST_F(CorsTest, ARequestThatIsNotAllowedGetsNoPermission) {
  options.credentials = true;
  for (auto said :
       {preflight("https://evil.example", "GET"), preflight("https://shop.example", "PURGE"),
        preflight("https://shop.example", "GET", "x-other"),
        preflight("http://shop.example", "GET"), preflight("https://shop.example:444", "GET"),
        preflight("https://shop.example.evil", "GET"), preflight("null", "GET")}) {
    EXPECT_FALSE(said.contains("Access-Control-Allow-Origin"));
    EXPECT_FALSE(said.contains("Access-Control-Allow-Credentials"));
    EXPECT_EQ(said["Vary"], "Origin");
  }
}

TEST_F(CorsTest, APatternMatchesSubdomainsOnly) {
  EXPECT_EQ(preflight("https://a.b.example.org", "GET")["Access-Control-Allow-Origin"],
            "https://a.b.example.org");
  for (const char* origin :
       {"https://example.org", "https://.example.org", "https://evil/.example.org",
        "https://evilexample.org", "https://evil:1.example.org", "https://u@x.example.org"}) {
    EXPECT_FALSE(preflight(origin, "GET").contains("Access-Control-Allow-Origin")) << origin;
  }
}

TEST_F(CorsTest, TheAppAnswersOptionsWithoutTheTwoFields) {
  ask("OPTIONS", {{"Origin", "https://shop.example"}});
  EXPECT_FALSE(is_preflight);
  ask("OPTIONS", {{"Access-Control-Request-Method", "GET"}});
  EXPECT_FALSE(is_preflight);
  ask("GET", {{"Origin", "https://shop.example"}, {"Access-Control-Request-Method", "GET"}});
  EXPECT_FALSE(is_preflight);
}

TEST_F(CorsTest, AResponseNamesTheOriginThatMayReadIt) {
  options.credentials = true;
  options.expose = {"X-Total"};
  auto said = ask("GET", {{"Origin", "https://shop.example"}}, "Cookie, Accept");
  EXPECT_EQ(said["Access-Control-Allow-Origin"], "https://shop.example");
  EXPECT_EQ(said["Access-Control-Allow-Credentials"], "true");
  EXPECT_EQ(said["Access-Control-Expose-Headers"], "X-Total");
  EXPECT_EQ(said["Vary"], "Cookie, Accept, Origin");
  EXPECT_EQ(ask("GET", {{"Origin", "https://shop.example"}}, "origin")["Vary"], "origin");
  said = ask("GET", {{"Origin", "https://evil.example"}});
  EXPECT_FALSE(said.contains("Access-Control-Allow-Origin"));
  EXPECT_FALSE(said.contains("Access-Control-Expose-Headers"));
  EXPECT_EQ(ask("GET", {})["Vary"], "Origin") << "or a cache would keep it for other origins";
}

TEST_F(CorsTest, AllOriginsGetTheSameResponseIfAllAreAllowed) {
  options.origins = {"*"};
  auto said = ask("GET", {{"Origin", "https://any.example"}});
  EXPECT_EQ(said["Access-Control-Allow-Origin"], "*");
  EXPECT_FALSE(said.contains("Vary"));
}

TEST_F(CorsTest, AllHeadersAllowsTheOnesThatAreAskedFor) {
  options.headers = {"*"};
  auto said = preflight("https://shop.example", "GET", "x-one, authorization");
  EXPECT_EQ(said["Access-Control-Allow-Headers"], "x-one, authorization");
  EXPECT_EQ(said["Vary"], "Origin, Access-Control-Request-Headers");
}

TEST(CorsMistake, DescribesTheMistake) {
  const auto mistake = [](std::vector<std::string> origins, bool credentials = false) {
    CorsOptions options;
    options.origins = std::move(origins);
    options.credentials = credentials;
    return cors_mistake(options);
  };
  EXPECT_THAT(mistake({"https://shop.example", "http://localhost:3000", "https://*.a.example"}),
              IsEmpty());
  EXPECT_THAT(mistake({"*"}), IsEmpty());
  EXPECT_THAT(mistake({"*"}, true), HasSubstr("Name the origins."));
  EXPECT_THAT(mistake({}), HasSubstr("name the origins"));
  for (const char* wrong : {"shop.example", "https://shop.example/", "https://", "://x",
                            "https://a*.example", "https://*.*.example", "https://*"}) {
    EXPECT_THAT(mistake({wrong}), HasSubstr("is not an origin")) << wrong;
  }
  CorsOptions options;
  options.origins = {"*"};
  options.headers = {"X Token"};
  EXPECT_THAT(cors_mistake(options), HasSubstr("\"X Token\""));
}

class CorsAndHealth : public KernelFixture {};

TEST_F(CorsAndHealth, ComeBeforeRoutesAndHooks) {
  Contribution site(owners.open("site", "1.0.0"));
  site.blueprints[0].before.push_back(std::make_unique<FunctionHook>(notes("hook")));
  add_route(site, "/healthz", says("mine"));
  KernelOptions options;
  options.health_path = "/healthz";
  options.cors.emplace();
  options.cors->origins = {"*"};
  Kernel served(std::move(options), signals);
  const Contribution* all[] = {&site};
  served.publish(served.build(all, [](const WrapperUse&) { return true; }));
  const auto send = [&](std::string_view method, std::string_view target) {
    static const http::Field kFields[] = {
        {"Host", "h"}, {"Origin", "https://a.example"}, {"Access-Control-Request-Method", "PUT"}};
    Exchange exchange;
    exchange.head.method = method;
    exchange.head.target = target;
    exchange.head.fields = kFields;
    const Place place = served.prepare(exchange);
    served.handle(exchange);
    const std::string text = std::to_string(exchange.response.status) + " " +
                             std::string(exchange.response.body.bytes());
    served.finish(exchange);
    return (place == Place::loop ? "loop " : "worker ") + text;
  };
  EXPECT_EQ(send("GET", "/healthz?x=1"), "loop 200 ok\n");
  EXPECT_EQ(send("OPTIONS", "/other"), "worker 204 ");
  EXPECT_THAT(trace, IsEmpty());
  EXPECT_EQ(send("POST", "/healthz").substr(0, 10), "worker 405");
}

}  // namespace
}  // namespace carboy::core::app
