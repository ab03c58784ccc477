#include "core/config/server_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "core/config/config_tables.h"

namespace carboy::core::config {
namespace {

using Json = nlohmann::json;

// What app.toml says about the server, by its names there. The bindings do not compile when the
// server can be told something that nobody thought of here.
Json told(const server::ServerOptions& options) {
  const auto& [bind, loops, workers, queue, connections, per_client, uploads, pipelined, is_trusted,
               proxy_protocol, limits, timeouts, name, times, on_start, on_trouble] = options;
  const auto& [header, fields, target, body, in_memory, folder] = limits;
  const auto& [header_time, body_idle, grace, body_rate, write_rate, write_idle, keep_alive,
               linger] = timeouts;
  return {{"bind", bind},
          {"loops", loops},
          {"workers", workers},
          {"queue", queue},
          {"max_connections", connections},
          {"max_connections_per_client", per_client},
          {"max_uploads_per_client", uploads},
          {"max_pipelined", pipelined},
          {"trusted_proxies", is_trusted && is_trusted("192.0.2.7")},
          {"proxy_protocol", proxy_protocol},
          {"max_header", header},
          {"max_fields", fields},
          {"max_target", target},
          {"max_body", body},
          {"max_body_in_memory", in_memory},
          {"temp_folder", folder.string()},
          {"header_timeout", header_time.count()},
          {"body_timeout", body_idle.count()},
          {"rate_grace", grace.count()},
          {"body_rate", body_rate},
          {"write_rate", write_rate},
          {"write_timeout", write_idle.count()},
          {"keep_alive", keep_alive.count()},
          {"linger", linger.count()}};
}

// Every value is another one, and none a default.
constexpr const char* kAll = R"([server]
bind = ["127.0.0.1:1", "unix:/run/a.sock"]
loops = 11
workers = 12
queue = 13
max_connections = 14
max_connections_per_client = 15
max_uploads_per_client = 18
max_pipelined = 16
trusted_proxies = ["192.0.2.7"]
proxy_protocol = true
max_header = "2001 B"
max_fields = 17
max_target = "2002 B"
max_body = "2003 B"
max_body_in_memory = "2004 B"
temp_folder = "."
header_timeout = "3001 ms"
body_timeout = "3002 ms"
rate_grace = "3003 ms"
body_rate = "2005 B"
write_rate = "2006 B"
write_timeout = "3004 ms"
keep_alive = "3005 ms"
linger = "3006 ms"
)";

TEST(ServerSettings, EachArrivesWhereItBelongs) {
  std::vector<config::ConfigMistake> mistakes;
  const config::AppConfig config = config::parse_config(kAll, mistakes);
  ASSERT_TRUE(mistakes.empty()) << config::mistakes_report("app.toml", mistakes);
  const Json expected{{"bind", {"127.0.0.1:1", "unix:/run/a.sock"}},
                      {"loops", 11},
                      {"workers", 12},
                      {"queue", 13},
                      {"max_connections", 14},
                      {"max_connections_per_client", 15},
                      {"max_uploads_per_client", 18},
                      {"max_pipelined", 16},
                      {"trusted_proxies", true},
                      {"proxy_protocol", true},
                      {"max_header", 2001},
                      {"max_fields", 17},
                      {"max_target", 2002},
                      {"max_body", 2003},
                      {"max_body_in_memory", 2004},
                      {"temp_folder", "."},
                      {"header_timeout", 3001},
                      {"body_timeout", 3002},
                      {"rate_grace", 3003},
                      {"body_rate", 2005},
                      {"write_rate", 2006},
                      {"write_timeout", 3004},
                      {"keep_alive", 3005},
                      {"linger", 3006}};
  const server::ServerOptions options = server_options(config, {});
  EXPECT_EQ(told(options), expected);
  EXPECT_FALSE(options.is_trusted_proxy("192.0.2.8"));
}

TEST(ServerSettings, NoneIsForgotten) {
  // For the app, its extensions and its logs.
  std::set<std::string> known{
      "grace",           "drain_timeout",  "start_timeout",    "stop_timeout",  "health",
      "access_log",      "log_level",      "slow_view",        "request_id",    "access_log_format",
      "max_form_memory", "max_form_parts", "max_query_values", "trusted_hosts", "forwarded"};
  const Json settings = told({});
  for (const auto& [name, value] : settings.items()) known.insert(name);
  for (const config::TableDescription& table : config::own_tables()) {
    if (table.name != "server") continue;
    for (const config::Setting& one : table.settings) {
      EXPECT_TRUE(known.contains(one.name)) << one.name << " is told to nobody";
    }
  }
}

TEST(ServerSettings, DefaultsAreTheServersOwn) {
  EXPECT_EQ(told(server_options({}, {})), told({}));
}

TEST(ServerSettings, TheCommandLineBindsInThePlaceOfAppToml) {
  config::AppConfig config;
  config.server.bind = {"127.0.0.1:1"};
  EXPECT_THAT(server_options(config, {"127.0.0.1:2"}).bind, testing::ElementsAre("127.0.0.1:2"));
}

}  // namespace
}  // namespace carboy::core::config
