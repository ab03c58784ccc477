// Tests what a kernel logs about its requests: access log, slow views, request ids.
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "core/app/kernel.h"
#include "core/app/testing/kernel_fixture.h"
#include "core/base/testing/temporary_folder.h"

namespace carboy::core::access_log {
namespace {

using namespace std::chrono_literals;
using base::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Json = nlohmann::json;

class KernelLogTest : public app::KernelFixture {
 protected:
  KernelLogTest() {
    log_options.file = folder / "access.log";
    log_options.format = AccessFormat::json;
    options.request.proxies.add("127.0.0.1");
    options.on_slow_view = [this](const app::SlowView& slow) {
      slow_views.push_back((slow.owner == nullptr ? "nobody" : slow.owner->name()) + " " +
                           std::string(slow.endpoint) + " " +
                           std::to_string(slow.took >= 20ms && slow.queued >= 0ms));
    };
    shop.routes.clear();
    add_route(shop, "/", says("index"));
    shop.routes.back().endpoint = "shop.index";
    add_route(shop, "/slow", [](app::Exchange&) {
      std::this_thread::sleep_for(30ms);  // longer than a tick of the coarsest clock
      return app::Outcome::done;
    });
    shop.routes.back().endpoint = "shop.slow";
    add_route(shop, "/named", [](app::Exchange& asked) {
      EXPECT_TRUE(asked.response.fields.set("X-Request-Id", "own"));
      return app::Outcome::done;
    });
  }
  void make() {
    log.emplace(log_options);
    options.observer = &*log;
    own.emplace(options, signals);
    const app::Contribution* const all[] = {&shop};
    own->publish(own->build(all, [](const app::WrapperUse&) { return true; }));
  }
  void begin(std::string_view target, std::vector<http::Field> more = {}) {
    fields = std::move(more);
    fields.push_back({"Host", "Example.org"});
    exchange.clear();
    exchange.peer.address = "127.0.0.1";
    exchange.head = {"GET", target, 1, fields};
    exchange.begun = std::chrono::steady_clock::now();
    own->prepare(exchange);
  }
  // Sends a request and returns the X-Request-Id of the response.
  std::string ask_for(std::string_view target, std::vector<http::Field> more = {}) {
    begin(target, std::move(more));
    own->handle(exchange);
    exchange.sent = {exchange.response.status, exchange.response.body.bytes().size(), true};
    std::string id(exchange.response.fields.find("X-Request-Id").value_or(""));
    own->finish(exchange);
    return id;
  }
  std::vector<Json> lines() {
    own.reset();
    log.reset();
    std::vector<Json> all;
    std::ifstream stream(log_options.file);
    for (std::string line; std::getline(stream, line);) all.push_back(Json::parse(line));
    return all;
  }

  TemporaryFolder folder;
  AccessLogOptions log_options;
  app::KernelOptions options;
  std::vector<std::string> slow_views;
  app::Contribution shop{owners.open("shop", "1.2.0")};
  std::optional<AccessLog> log;
  std::optional<app::Kernel> own;
  std::vector<http::Field> fields;
  app::Exchange exchange;
};

TEST_F(KernelLogTest, ALineNamesTheClientAndTheRoute) {
  make();
  ask_for("/?a=1", {{"X-Forwarded-For", "192.0.2.7"},
                    {"X-Request-Id", "from-proxy"},
                    {"Authorization", "Basic QWRhOng="},
                    {"Referer", "https://a.example/"},
                    {"User-Agent", "test"}});
  ask_for("/nothing");
  const std::vector<Json> all = lines();
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0]["remote_address"], "192.0.2.7");
  EXPECT_EQ(all[0]["peer"], "127.0.0.1");
  EXPECT_EQ(all[0]["target"], "/?a=1");
  EXPECT_EQ(all[0]["status"], 200);
  EXPECT_EQ(all[0]["body_bytes"], 5);
  EXPECT_EQ(all[0]["request_id"], "from-proxy");
  EXPECT_EQ(all[0]["endpoint"], "shop.index");
  EXPECT_EQ(all[0]["extension"], "shop");
  EXPECT_EQ(all[0]["referer"], "https://a.example/");
  EXPECT_EQ(all[0]["user_agent"], "test");
  EXPECT_EQ(all[0]["host"], "Example.org");
  EXPECT_EQ(all[0]["complete"], true);
  EXPECT_GE(all[0]["duration_ms"].get<double>(), 0);
  EXPECT_EQ(all[1]["status"], 404);
  EXPECT_EQ(all[1]["extension"], nullptr);
  EXPECT_EQ(all[1]["endpoint"], nullptr) << "the names of the request before are gone";
  EXPECT_THAT(all[1]["request_id"].get<std::string>(), SizeIs(32));
}

TEST_F(KernelLogTest, OnlyBasicNamesAUser) {
  log_options.format = AccessFormat::common;
  make();
  ask_for("/", {{"Authorization", "Basic QWRhOng="}});
  ask_for("/", {{"Authorization", "Bearer QWRhOng="}});
  ask_for("/", {{"Authorization", "Basic ***"}});
  own.reset();
  log.reset();
  const std::string text = base::read_file(log_options.file);
  EXPECT_THAT(text, testing::StartsWith("127.0.0.1 - Ada ["));
  EXPECT_THAT(text, HasSubstr("\n127.0.0.1 - - ["));
  EXPECT_EQ(text.find("Ada", 20), std::string::npos);
}

TEST_F(KernelLogTest, AClientThatLeftAndOneThatWasRejected) {
  make();
  begin("/");
  own->handle(exchange);
  exchange.sent = {0, 0, false};
  own->finish(exchange);
  begin("/");  // no worker was free: its view does not run
  exchange.sent = {503, 45, true};
  own->finish(exchange);
  app::RefusedRequest refused;
  refused.peer.address = "192.0.2.9";
  refused.line = "GET /long HTTP/1.1";
  refused.status = 431;
  refused.reason = "Too long.";
  refused.body_bytes = 10;
  own->refused(refused);
  refused.line = "GET  HTTP/1.1";
  own->refused(refused);
  const std::vector<Json> all = lines();
  ASSERT_THAT(all, SizeIs(4));
  EXPECT_EQ(all[0]["status"], 499);
  EXPECT_EQ(all[0]["complete"], false);
  EXPECT_EQ(all[1]["status"], 503);
  EXPECT_EQ(all[1]["extension"], "shop");
  EXPECT_EQ(all[2]["status"], 431);
  EXPECT_EQ(all[2]["method"], "GET");
  EXPECT_EQ(all[2]["target"], "/long");
  EXPECT_EQ(all[2]["reason"], "Too long.");
  EXPECT_EQ(all[2]["remote_address"], "192.0.2.9");
  EXPECT_EQ(all[2]["duration_ms"], nullptr) << "its beginning is unknown";
  EXPECT_EQ(all[3]["target"], nullptr) << "an empty target is null";
}

TEST_F(KernelLogTest, ASlowViewIsReported) {
  options.slow_view = 20ms;
  make();
  ask_for("/slow");
  EXPECT_THAT(slow_views, ElementsAre("shop shop.slow 1"));
}

TEST_F(KernelLogTest, NoViewIsSlowIfTheCheckIsOff) {
  options.slow_view = 0ms;
  make();
  ask_for("/slow");
  options.slow_view = 1h;
  lines();
  make();
  ask_for("/slow");
  EXPECT_THAT(slow_views, IsEmpty());
}

TEST_F(KernelLogTest, TheResponseCarriesTheIdIfAProxySentOne) {
  make();
  EXPECT_EQ(ask_for("/"), "");
  EXPECT_EQ(ask_for("/", {{"X-Request-Id", "abc"}}), "abc");
  EXPECT_EQ(ask_for("/named", {{"X-Request-Id", "abc"}}), "own");
  EXPECT_THAT(ask_for("/", {{"X-Request-Id", "not an id"}}), SizeIs(32));
  options.request.proxies = {};
  make();
  EXPECT_EQ(ask_for("/", {{"X-Request-Id", "abc"}}), "") << "that is any client";
}

TEST_F(KernelLogTest, TheResponseCarriesTheIdAlwaysOrNever) {
  options.request_id = app::RequestIdAnswer::always;
  make();
  const std::string id = ask_for("/");
  EXPECT_THAT(id, SizeIs(32));
  EXPECT_EQ(ask_for("/nothing", {{"X-Request-Id", "abc"}}), "abc");
  EXPECT_EQ(lines().front()["request_id"], id);
  options.request_id = app::RequestIdAnswer::never;
  make();
  EXPECT_EQ(ask_for("/", {{"X-Request-Id", "abc"}}), "");
}

}  // namespace
}  // namespace carboy::core::access_log
