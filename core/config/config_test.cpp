#include "core/config/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/units.h"

namespace carboy::core::config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

std::string report_of(std::string_view text) {
  std::vector<ConfigMistake> mistakes;
  parse_config(text, mistakes);
  return mistakes_report("app.toml", mistakes, "nothing was started");
}

TEST(Config, ReadsAnApp) {
  std::vector<ConfigMistake> mistakes;
  const AppConfig config = parse_config(R"([app]
name = "bookshop"
server_name = "books.example"
extensions = ["sql", "bookshop"]

[server]
bind = ["127.0.0.1:5000", "unix:/run/x.sock"]
workers = 8
drain_timeout = "1.5 min"

[bookshop]
page_size = 20
tags = ["a", "b"]
mail = { from = "x@example.org" }
)",
                                        mistakes);
  EXPECT_TRUE(mistakes.empty()) << mistakes_report("app.toml", mistakes);
  EXPECT_EQ(config.name, "bookshop");
  EXPECT_EQ(config.kernel.server_name, "books.example");
  EXPECT_THAT(config.extensions, ElementsAre("sql", "bookshop"));
  EXPECT_THAT(config.server.bind, ElementsAre("127.0.0.1:5000", "unix:/run/x.sock"));
  EXPECT_EQ(config.server.workers, 8u);
  EXPECT_EQ(config.lifecycle.drain, 90s);
  EXPECT_EQ(config.settings.at("bookshop"),
            nlohmann::json::parse(
                R"({"page_size": 20, "tags": ["a", "b"], "mail": {"from": "x@example.org"}})"));
  const Position from = config.positions.at("bookshop").at("/mail/from");
  EXPECT_EQ(from.line, 14u);
  EXPECT_EQ(from.column, 10u);
}

TEST(Config, ReadsWhichExtensionProvidesAService) {
  std::vector<ConfigMistake> mistakes;
  const AppConfig config = parse_config(
      "[app]\nprovide = { \"carboy.Access\" = \"ldap\", \"carboy.Audit\" = \"login\" }\n",
      mistakes);
  EXPECT_TRUE(mistakes.empty()) << mistakes_report("app.toml", mistakes);
  EXPECT_EQ(config.provide.at("carboy.Access"), "ldap");
  EXPECT_EQ(config.provide.at("carboy.Audit"), "login");
  EXPECT_THAT(report_of("[app]\nprovide = \"ldap\"\n"),
              HasSubstr("app.toml:2:11   [app] provide is a table of services and extensions: "
                        "provide = { \"carboy.Access\" = \"ldap\" }."));
  EXPECT_THAT(report_of("[app]\nprovide = { carboy.Access = \"ldap\" }\n"),
              HasSubstr("A service id is written in quotes: "));
  EXPECT_THAT(report_of("[app]\nprovide = { Access = \"ldap\" }\n"),
              HasSubstr("[app] provide.Access: a service id has a dot: "));
  EXPECT_THAT(report_of("[app]\nprovid = {}\n"),
              HasSubstr("no such setting. Did you mean \"provide\"?"));
}

TEST(Config, ReportsAllMistakesAtOnceInTheirOrder) {
  EXPECT_EQ(report_of(R"([app]
nme = "x"
extensions = ["a", 5, "a"]

[server]
workers = 0
grace = 5
)"),
            R"(app.toml has 5 mistakes; nothing was started.

  app.toml:2:1    [app] nme: no such setting. Did you mean "name"?
  app.toml:3:20   [app] extensions holds texts only, in quotation marks.
  app.toml:3:23   [app] extensions: "a" is listed twice.
  app.toml:6:11   [server] workers is a whole number from 1 to 4096.
  app.toml:7:9    [server] grace is a time with its unit, such as "10 s" or "5 min".)");
}

TEST(Config, ASyntaxErrorHasItsPlace) {
  EXPECT_THAT(report_of("[app]\nname = \n"),
              HasSubstr("app.toml has 1 mistake; nothing was started.\n\n  app.toml:2:"));
}

TEST(Config, NoMalformedTextEndsTheProcess) {
  for (const char* text :
       {"[\n", "[={", "[#app]\n", "[\napp]", "[app]\nd = 2026-01-01T0", "a = {.", "x"}) {
    EXPECT_THAT(report_of(text), HasSubstr("app.toml:")) << text;
  }
}

TEST(Config, ASettingOutsideOfTables) {
  EXPECT_THAT(report_of("name = 'x'\n"), HasSubstr("settings belong in tables"));
}

TEST(Config, ReadsLimitsOfRequests) {
  std::vector<ConfigMistake> mistakes;
  const AppConfig config = parse_config(R"([server]
health = "/healthz"
max_body = "1 GiB"
max_form_memory = "2 MB"
max_form_parts = 5
trusted_hosts = [".shop.example"]
trusted_proxies = ["127.0.0.1", "10.0.0.0/8", "unix:"]
forwarded = { for = 2, host = 1 }

[cors]
origins = ["https://shop.example"]
credentials = true
max_age = "10 min"
)",
                                        mistakes);
  EXPECT_TRUE(mistakes.empty()) << mistakes_report("app.toml", mistakes);
  EXPECT_EQ(config.kernel.health_path, "/healthz");
  EXPECT_EQ(config.server.limits.max_body, 1024u * 1024 * 1024);
  EXPECT_EQ(config.kernel.request.form.max_form_memory, 2'000'000u);
  EXPECT_EQ(config.kernel.request.form.max_form_parts, 5u);
  EXPECT_TRUE(config.kernel.request.proxies.contains("10.1.2.3"));
  EXPECT_TRUE(config.kernel.request.proxies.contains("unix:"));
  EXPECT_FALSE(config.kernel.request.proxies.contains("192.0.2.1"));
  EXPECT_EQ(config.kernel.request.forwarded.x_for, 2u);
  EXPECT_EQ(config.kernel.request.forwarded.x_proto, 1u);
  EXPECT_EQ(config.kernel.request.forwarded.x_host, 1u);
  ASSERT_TRUE(config.kernel.cors);
  EXPECT_TRUE(config.kernel.cors->credentials);
  EXPECT_EQ(config.kernel.cors->max_age.count(), 600);
}

TEST(Config, ReadsLimitsOfConnections) {
  std::vector<ConfigMistake> mistakes;
  const AppConfig config = parse_config(R"([server]
max_connections = 5000
max_connections_per_client = 20
max_pipelined = 7
queue = 50
keep_alive = "5 s"
header_timeout = "3 s"
write_timeout = "4 s"
linger = "1 s"
max_fields = 50
max_target = "2 KiB"
proxy_protocol = true
trusted_proxies = ["127.0.0.1"]
forwarded = { standard = 1 }
)",
                                        mistakes);
  EXPECT_TRUE(mistakes.empty()) << mistakes_report("app.toml", mistakes);
  const server::ServerOptions& server = config.server;
  EXPECT_EQ(server.max_connections, 5000u);
  EXPECT_EQ(server.max_connections_per_client, 20u);
  EXPECT_EQ(server.max_pipelined, 7u);
  EXPECT_EQ(server.queue_limit, 50u);
  EXPECT_EQ(server.timeouts.keep_alive, 5s);
  EXPECT_EQ(server.timeouts.header, 3s);
  EXPECT_EQ(server.timeouts.write_idle, 4s);
  EXPECT_EQ(server.timeouts.linger, 1s);
  EXPECT_EQ(server.limits.max_fields, 50u);
  EXPECT_EQ(server.limits.max_target, 2048u);
  EXPECT_TRUE(server.proxy_protocol);
  EXPECT_EQ(config.kernel.request.forwarded.standard, 1u);
}

TEST(Config, ReadsLimitsOfBodies) {
  std::vector<ConfigMistake> mistakes;
  const AppConfig config = parse_config(R"([server]
max_header = "32 KiB"
max_body_in_memory = "2 MB"
temp_folder = "."
body_timeout = "6 s"
body_rate = "1 kB"
write_rate = "3 kB"
rate_grace = "7 s"
)",
                                        mistakes);
  EXPECT_TRUE(mistakes.empty()) << mistakes_report("app.toml", mistakes);
  const server::ServerOptions& server = config.server;
  EXPECT_EQ(server.limits.max_header_bytes, 32u * 1024);
  EXPECT_EQ(server.limits.max_body_in_memory, 2'000'000u);
  EXPECT_EQ(server.limits.temporary_folder, ".");
  EXPECT_EQ(config.kernel.request.form.folder, ".");
  EXPECT_EQ(server.timeouts.body_idle, 6s);
  EXPECT_EQ(server.timeouts.body_rate, 1000u);
  EXPECT_EQ(server.timeouts.write_rate, 3000u);
  EXPECT_EQ(server.timeouts.grace, 7s);
}

TEST(Config, AValueOutOfBoundsIsAMistake) {
  EXPECT_EQ(report_of(R"([server]
loops = 65
header_timeout = "0 s"
grace = "366 d"
max_target = "63 B"
max_header = "17 MiB"
)"),
            R"(app.toml has 5 mistakes; nothing was started.

  app.toml:2:9    [server] loops is a whole number from 1 to 64.
  app.toml:3:18   [server] header_timeout is a time from 100 ms to 365 d.
  app.toml:4:9    [server] grace is a time from 0 s to 365 d.
  app.toml:5:14   [server] max_target is a size from 64 B to 16 MiB.
  app.toml:6:14   [server] max_header is a size from 1 KiB to 16 MiB.)");
}

TEST(Config, ZeroIsAMistakeWhereItWouldExpireAtOnce) {
  for (const std::string name : {"header_timeout", "body_timeout", "write_timeout", "rate_grace",
                                 "start_timeout", "publish_timeout", "stop_timeout"}) {
    for (const std::string value : {"0 s", "99 ms"}) {
      EXPECT_THAT(report_of("[server]\n" + name + " = \"" + value + "\"\n"),
                  HasSubstr("[server] " + name + " is a time from 100 ms to 365 d."));
    }
    std::vector<ConfigMistake> mistakes;
    parse_config("[server]\n" + name + " = \"100 ms\"\n", mistakes);
    EXPECT_TRUE(mistakes.empty()) << mistakes_report("app.toml", mistakes);
  }
  for (const std::string name : {"max_header", "max_target"}) {
    EXPECT_THAT(report_of("[server]\n" + name + " = \"0 B\"\n"),
                HasSubstr("[server] " + name + " is a size from "));
  }
}

TEST(Config, ZeroIsAcceptedWhereItHasAMeaning) {
  for (const std::string setting :
       {R"(grace = "0 s")", R"(drain_timeout = "0 s")", R"(keep_alive = "0 s")",
        R"(linger = "0 s")", R"(slow_view = "0 s")", R"(max_body = "0 B")",
        R"(max_body_in_memory = "0 B")", R"(body_rate = "0 B")", R"(write_rate = "0 B")"}) {
    std::vector<ConfigMistake> mistakes;
    parse_config("[server]\n" + setting + "\n", mistakes);
    EXPECT_TRUE(mistakes.empty()) << mistakes_report("app.toml", mistakes);
  }
}

TEST(Config, TheProxyProtocolNeedsTrustedProxies) {
  EXPECT_THAT(report_of("[server]\nproxy_protocol = true\n"),
              HasSubstr("app.toml:2:18   [server] proxy_protocol needs trusted_proxies"));
  std::vector<ConfigMistake> mistakes;
  parse_config("[server]\nproxy_protocol = true\nbind = [\"unix:/run/a.sock\"]\n", mistakes);
  EXPECT_TRUE(mistakes.empty()) << "any client of a unix socket may send it";
}

TEST(Config, ReportsMistakesInLimitsOfRequests) {
  std::vector<ConfigMistake> mistakes;
  parse_config(R"([server]
health = "healthz"
max_body = 5
max_form_parts = 0
trusted_proxies = ["10.0.0.1/8"]
forwarded = { for = -1, hots = 1 }

[cors]
origins = ["*"]
credentials = true
)",
               mistakes);
  std::vector<std::string> lines;
  for (const auto& mistake : mistakes) {
    lines.push_back(std::to_string(mistake.at.line) + " " + mistake.text);
  }
  EXPECT_THAT(
      lines,
      UnorderedElementsAre(
          HasSubstr("2 [server] health is a path"), HasSubstr("3 [server] max_body is a size"),
          HasSubstr("4 [server] max_form_parts is a whole number from 1"),
          HasSubstr("5 [server] trusted_proxies: "),
          HasSubstr("6 [server.forwarded] for is a whole number"),
          HasSubstr("6 [server.forwarded] hots: no such setting. Did you mean \"host\"?"),
          HasSubstr("8 [cors] ")));
}

TEST(Units, Sizes) {
  EXPECT_EQ(base::parse_size("500 kB"), 500'000u);
  EXPECT_EQ(base::parse_size("1.5MiB"), 1'572'864u);
  EXPECT_EQ(base::parse_size("0 B"), 0u);
  for (const auto* text : {"", "5", "-1 kB", "1 kb", "1  kB", "9999999 TB", "kB"}) {
    EXPECT_FALSE(base::parse_size(text)) << text;
  }
}

TEST(Units, Durations) {
  EXPECT_EQ(base::parse_duration("250 ms"), 250ms);
  EXPECT_EQ(base::parse_duration("5s"), 5s);
  EXPECT_EQ(base::parse_duration("1.5 min"), 90s);
  EXPECT_EQ(base::parse_duration("7 d"), 24h * 7);
  EXPECT_EQ(base::parse_duration("0 s"), 0ms);
  for (const char* wrong : {"", "5", "s", "5 weeks", "-1 s", "1e3 s", "nan s", "inf s", "5  s",
                            "5 s ", "1000000 d", "99999999999999999999 h"}) {
    EXPECT_EQ(base::parse_duration(wrong), std::nullopt) << wrong;
  }
}

TEST(Config, ReadsTheSettingsOfLogs) {
  std::vector<ConfigMistake> mistakes;
  const AppConfig config = parse_config(
      "[server]\naccess_log = \"-\"\naccess_log_format = \"json\"\nlog_level = \"error\"\n"
      "slow_view = \"0 s\"\nrequest_id = \"always\"\n",
      mistakes);
  EXPECT_TRUE(mistakes.empty()) << mistakes_report("app.toml", mistakes);
  EXPECT_EQ(config.access_log.name, "-");
  EXPECT_EQ(config.access_log.format, access_log::AccessFormat::json);
  EXPECT_EQ(config.log_level, base::LogLevel::error);
  EXPECT_EQ(config.kernel.slow_view, 0ms);
  EXPECT_EQ(config.kernel.request_id, app::RequestIdAnswer::always);
}

TEST(Config, AValueThatIsNotOneOfTheChoices) {
  EXPECT_THAT(report_of("[server]\naccess_log_format = \"jsn\"\n"),
              HasSubstr("app.toml:2:21   [server] access_log_format is one of \"common\", "
                        "\"combined\", \"json\". Did you mean \"json\"?"));
  EXPECT_THAT(report_of("[server]\nlog_level = 3\n"),
              HasSubstr("log_level is one of \"debug\", \"info\", \"warning\", \"error\"."));
}

}  // namespace
}  // namespace carboy::core::config
