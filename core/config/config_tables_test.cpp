#include "core/config/config_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "core/base/units.h"

namespace carboy::core::config {
namespace {

using Json = nlohmann::json;

const std::vector<Setting>& settings_of(const std::string& table) {
  static const std::vector<TableDescription> tables = own_tables();
  for (const TableDescription& one : tables) {
    if (one.name == table) return one.settings;
  }
  throw std::runtime_error("no table " + table);
}

const Setting& setting(const std::string& table, const std::string& name) {
  for (const Setting& one : settings_of(table)) {
    if (one.name == name) return one;
  }
  throw std::runtime_error("no setting " + name);
}

TEST(ConfigTables, DefaultsAreThoseOfAnEmptyApp) {
  const AppConfig config;
  EXPECT_EQ(setting("server", "bind").by_default, Json(config.server.bind));
  EXPECT_EQ(base::parse_duration(setting("server", "grace").by_default.get<std::string>()),
            config.grace);
  EXPECT_EQ(base::parse_size(setting("server", "max_body").by_default.get<std::string>()),
            config.server.limits.max_body);
  EXPECT_TRUE(setting("server", "workers").by_default.is_null());
  EXPECT_TRUE(setting("app", "secret_key").by_default.is_null());
}

TEST(ConfigTables, EveryDefaultCanBeWritten) {
  for (const TableDescription& table : own_tables()) {
    for (const Setting& one : table.settings) {
      EXPECT_FALSE(one.help.empty()) << one.name;
      if (one.by_default.is_null()) continue;
      std::string text = "[" + table.name + "]\n" + one.name + " = " + one.by_default.dump() + "\n";
      if (table.name == "cors" && one.name != "origins")
        text += "origins = [\"https://a.example\"]\n";
      std::vector<ConfigMistake> mistakes;
      parse_config(text, mistakes);
      if (table.name == "cors" && one.name == "origins") continue;  // an empty list is a mistake
      EXPECT_THAT(mistakes, testing::IsEmpty()) << text;
    }
  }
}

TEST(ConfigTables, TheSchemaStatesBounds) {
  EXPECT_EQ(setting("server", "loops").schema.at("maximum"), 64);
  EXPECT_EQ(setting("server", "header_timeout").schema.at("description"), "from 100 ms to 365 d");
  EXPECT_EQ(setting("server", "keep_alive").schema.at("description"), "from 0 s to 365 d");
  EXPECT_EQ(setting("server", "max_target").schema.at("description"), "from 64 B to 16 MiB");
  EXPECT_EQ(setting("server", "max_body").schema.at("description"), "from 0 B to 8192 TiB");
}

// The options that [server] fills in, by the names of the settings.
Json server_table(const AppConfig& config) {
  const server::ServerOptions& server = config.server;
  const server::Limits& limits = server.limits;
  const server::Timeouts& timeouts = server.timeouts;
  const app::RequestOptions& request = config.kernel.request;
  return {{"bind", server.bind},
          {"loops", server.loops},
          {"workers", server.workers},
          {"grace", config.grace.count()},
          {"drain_timeout", config.lifecycle.drain.count()},
          {"hand_over_timeout", config.lifecycle.hand_over.count()},
          {"start_timeout", config.lifecycle.start.count()},
          {"publish_timeout", config.lifecycle.publish.count()},
          {"stop_timeout", config.lifecycle.stop.count()},
          {"health", config.kernel.health_path},
          {"max_body", limits.max_body},
          {"max_body_in_memory", limits.max_body_in_memory},
          {"temp_folder", {limits.temporary_folder.string(), request.form.folder.string()}},
          {"body_timeout", timeouts.body_idle.count()},
          {"body_rate", timeouts.body_rate},
          {"write_rate", timeouts.write_rate},
          {"rate_grace", timeouts.grace.count()},
          {"max_header", limits.max_header_bytes},
          {"max_target", limits.max_target},
          {"max_fields", limits.max_fields},
          {"max_connections", server.max_connections},
          {"max_connections_per_client", server.max_connections_per_client},
          {"max_uploads_per_client", server.max_uploads_per_client},
          {"max_pipelined", server.max_pipelined},
          {"queue", server.queue_limit},
          {"header_timeout", timeouts.header.count()},
          {"write_timeout", timeouts.write_idle.count()},
          {"keep_alive", timeouts.keep_alive.count()},
          {"linger", timeouts.linger.count()},
          {"proxy_protocol", server.proxy_protocol},
          {"access_log", config.access_log.name},
          {"access_log_format", static_cast<int>(config.access_log.format)},
          {"log_level", static_cast<int>(config.log_level)},
          {"slow_view", config.kernel.slow_view.count()},
          {"request_id", static_cast<int>(config.kernel.request_id)},
          {"max_form_memory", request.form.max_form_memory},
          {"max_form_parts", request.form.max_form_parts},
          {"max_query_values", request.query.max_pairs},
          {"trusted_hosts", request.trusted_hosts},
          {"trusted_proxies", server.is_trusted_proxy && server.is_trusted_proxy("192.0.2.7") &&
                                  request.proxies.contains("192.0.2.7")},
          {"forwarded", request.forwarded.x_port}};
}

// Every value differs from the others of its kind and from the default.
constexpr const char* kServer = R"([server]
bind = ["127.0.0.1:1", "unix:/run/a.sock"]
loops = 11
workers = 12
grace = "3001 ms"
drain_timeout = "3002 ms"
hand_over_timeout = "3028 ms"
start_timeout = "3003 ms"
publish_timeout = "3012 ms"
stop_timeout = "3004 ms"
health = "/healthz"
max_body = "2001 B"
max_body_in_memory = "2002 B"
temp_folder = "."
body_timeout = "3005 ms"
body_rate = "2003 B"
write_rate = "2004 B"
rate_grace = "3006 ms"
max_header = "2005 B"
max_target = "2006 B"
max_fields = 13
max_connections = 14
max_connections_per_client = 15
max_uploads_per_client = 16
max_pipelined = 17
queue = 18
header_timeout = "3007 ms"
write_timeout = "3008 ms"
keep_alive = "3009 ms"
linger = "3010 ms"
proxy_protocol = true
access_log = "access.log"
access_log_format = "json"
log_level = "error"
slow_view = "3011 ms"
request_id = "always"
max_form_memory = "2007 B"
max_form_parts = 19
max_query_values = 20
trusted_hosts = ["a.example"]
trusted_proxies = ["192.0.2.7"]
forwarded = { port = 3 }
)";

TEST(ConfigTables, EverySettingOfTheServerArrives) {
  std::vector<ConfigMistake> mistakes;
  const AppConfig config = parse_config(kServer, mistakes);
  ASSERT_TRUE(mistakes.empty()) << mistakes_report("app.toml", mistakes);
  const Json expected{{"bind", {"127.0.0.1:1", "unix:/run/a.sock"}},
                      {"loops", 11},
                      {"workers", 12},
                      {"grace", 3001},
                      {"drain_timeout", 3002},
                      {"hand_over_timeout", 3028},
                      {"start_timeout", 3003},
                      {"publish_timeout", 3012},
                      {"stop_timeout", 3004},
                      {"health", "/healthz"},
                      {"max_body", 2001},
                      {"max_body_in_memory", 2002},
                      {"temp_folder", {".", "."}},
                      {"body_timeout", 3005},
                      {"body_rate", 2003},
                      {"write_rate", 2004},
                      {"rate_grace", 3006},
                      {"max_header", 2005},
                      {"max_target", 2006},
                      {"max_fields", 13},
                      {"max_connections", 14},
                      {"max_connections_per_client", 15},
                      {"max_uploads_per_client", 16},
                      {"max_pipelined", 17},
                      {"queue", 18},
                      {"header_timeout", 3007},
                      {"write_timeout", 3008},
                      {"keep_alive", 3009},
                      {"linger", 3010},
                      {"proxy_protocol", true},
                      {"access_log", "access.log"},
                      {"access_log_format", static_cast<int>(access_log::AccessFormat::json)},
                      {"log_level", static_cast<int>(base::LogLevel::error)},
                      {"slow_view", 3011},
                      {"request_id", static_cast<int>(app::RequestIdAnswer::always)},
                      {"max_form_memory", 2007},
                      {"max_form_parts", 19},
                      {"max_query_values", 20},
                      {"trusted_hosts", {"a.example"}},
                      {"trusted_proxies", true},
                      {"forwarded", 3}};
  EXPECT_EQ(server_table(config), expected);
  EXPECT_FALSE(config.server.is_trusted_proxy("192.0.2.8"));

  std::set<std::string> declared, tested;
  for (const Setting& one : settings_of("server")) declared.insert(one.name);
  for (const auto& [name, value] : expected.items()) tested.insert(name);
  EXPECT_EQ(declared, tested);
}

TEST(ConfigTables, NoTimeIsLongerThanAYear) {
  std::size_t times = 0;
  for (const Setting& one : settings_of("server")) {
    if (!one.by_default.is_string() || !base::parse_duration(one.by_default.get<std::string>()))
      continue;
    ++times;
    for (const bool is_too_long : {false, true}) {
      std::vector<ConfigMistake> mistakes;
      parse_config("[server]\n" + one.name + " = \"" + (is_too_long ? "366 d" : "365 d") + "\"\n",
                   mistakes);
      EXPECT_EQ(mistakes.size(), is_too_long ? 1u : 0u) << one.name;
    }
  }
  EXPECT_GE(times, 11u);
}

}  // namespace
}  // namespace carboy::core::config
