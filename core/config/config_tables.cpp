#include "core/config/config_tables.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace carboy::core::config {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::milliseconds kShortest{100};  // a deadline holds to that
constexpr std::size_t kLeastHeader = 1024;
constexpr std::size_t kMostHeader = 16 * 1024 * 1024;  // memory that each head may take
constexpr std::size_t kLeastTarget = 64;

void declare_app(Section& app, AppConfig& config) {
  app.text("name", "Of the app, for people", config.name);
  app.texts("extensions", "What is loaded", config.extensions, &config.extension_positions);
  app.text("server_name", "Host of URLs that are made outside of requests, and of subdomains",
           config.server_name);
  app.text("secret_key", "Signs what clients keep", config.secret_key);
  app.texts("secret_key_fallbacks", "Older keys, still believed", config.secret_key_fallbacks);
}

// What stands in the tables below [server] while it is read.
struct ServerParts {
  std::vector<std::string> proxies;
  std::vector<Position> positions;
};

void read_forwarded(const toml::node& value, http::ForwardedCounts& counts,
                    std::vector<ConfigMistake>& mistakes) {
  const auto* table = value.as_table();
  if (table == nullptr) {
    mistakes.push_back({position_of(value.source()),
                        "[server] forwarded is a table: forwarded = { for = 1, proto = 1 }.", ""});
    return;
  }
  Section section("server.forwarded", mistakes);
  struct Count {
    const char* key;
    unsigned* out;
    std::size_t number;
  };
  std::array<Count, 6> all{{{"for", &counts.x_for, counts.x_for},
                            {"proto", &counts.x_proto, counts.x_proto},
                            {"host", &counts.x_host, counts.x_host},
                            {"port", &counts.x_port, counts.x_port},
                            {"prefix", &counts.x_prefix, counts.x_prefix},
                            {"standard", &counts.standard, counts.standard}}};
  for (Count& one : all) section.count(one.key, "Proxies that add to it", 0, 16, one.number);
  section.read(*table);
  for (const Count& one : all) *one.out = static_cast<unsigned>(one.number);
}

Json forwarded_schema() {
  const Json count{{"type", "integer"}, {"minimum", 0}, {"maximum", 16}};
  Json properties = Json::object();
  for (const char* key : {"for", "proto", "host", "port", "prefix", "standard"}) {
    properties[key] = count;
  }
  return {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
}

// How large a request's body may be and how slowly it may come, and where it lies.
void declare_body(Section& server, ServerSettings& all) {
  server.size("max_body", "Of a request; 413 beyond; `\"0 B\"`: no bodies", all.max_body);
  server.size("max_body_in_memory", "A larger body lies on the disk while its request lives",
              all.max_body_in_memory);
  server.text("temp_folder", "Where it lies, and files of forms", all.temp_folder);
  server.duration("body_timeout", "Between two pieces of a body; 408 beyond", kShortest,
                  all.body_timeout);
  server.size("body_rate", "A second of a body, at least, on average; 408 below; `\"0 B\"`: any",
              all.body_rate);
  server.size(
      "write_rate",
      "A second of an answer that the client is slow to take; cut off below; `\"0 B\"`: any",
      all.write_rate);
  server.duration("rate_grace", "Before the two rates count", kShortest, all.rate_grace);
}

// Who gets in, and how long a client may take.
void declare_connections(Section& server, ServerSettings& all) {
  server.size("max_target", "Of a request's path and query; 414 beyond", kLeastTarget, kMostHeader,
              all.max_target);
  server.count("max_fields", "Of a request; 431 beyond", 1, 10'000, all.max_fields);
  server.count(
      "max_connections",
      "At once; beyond, one that is idle or half a request makes room, or the new one gets 503", 1,
      10'000'000, all.max_connections);
  server.count("max_connections_per_client",
               "Of an address (of IPv6 a /64) that is no trusted proxy's; 503 beyond", 1,
               10'000'000, all.max_connections_per_client);
  server.count("max_uploads_per_client",
               "Request bodies over 64 KiB of such an address at once; 503 beyond", 1, 10'000'000,
               all.max_uploads_per_client);
  server.count("max_pipelined", "Requests sent ahead of their answers; then the connection ends", 1,
               1'000'000, all.max_pipelined);
  server.count("queue", "Requests that wait for a worker, shared fairly among clients; 503 beyond",
               1, 1'000'000, all.queue);
  server.duration("header_timeout", "For a whole head; 408 beyond", kShortest, all.header_timeout);
  server.duration("write_timeout", "For a client that takes nothing of its answer", kShortest,
                  all.write_timeout);
  server.duration("keep_alive",
                  "Between two requests; `\"0 s\"`: every answer is its connection's last",
                  all.keep_alive);
  server.duration(
      "linger",
      "For a client to close after the last answer; up to 15 times as long while it still sends",
      all.linger);
  server.flag("proxy_protocol",
              "Every connection begins with a PROXY header, of `trusted_proxies` or over a unix "
              "socket",
              all.proxy_protocol);
}

void declare_logs(Section& server, ServerSettings& all) {
  static constexpr Section::Choice<access_log::AccessFormat> kFormats[] = {
      {"common", access_log::AccessFormat::common},
      {"combined", access_log::AccessFormat::combined},
      {"json", access_log::AccessFormat::json}};
  static constexpr Section::Choice<base::LogLevel> kLevels[] = {
      {"debug", base::LogLevel::debug},
      {"info", base::LogLevel::info},
      {"warning", base::LogLevel::warning},
      {"error", base::LogLevel::error}};
  static constexpr Section::Choice<app::RequestIdAnswer> kIds[] = {
      {"never", app::RequestIdAnswer::never},
      {"proxied", app::RequestIdAnswer::proxied},
      {"always", app::RequestIdAnswer::always}};
  server.text("access_log",
              "A line for each request: a file beside app.toml, or `\"-\"` for standard output",
              all.access_log);
  server.choice("access_log_format", "`\"common\"`, `\"combined\"`, `\"json\"`", kFormats,
                all.access_log_format);
  server.choice("log_level", "What is said on standard error, from `\"debug\"` to `\"error\"`",
                kLevels, all.log_level);
  server.duration("slow_view", "A view that takes as long is told in the log; `\"0 s\"`: none",
                  all.slow_view);
  server.choice("request_id",
                "Whether the answer has X-Request-Id: `\"never\"`, `\"always\"`, or to a trusted "
                "proxy that sent one",
                kIds, all.request_id);
}

// Who is believed, where requests may go, and how large forms may be.
void declare_request_limits(Section& server, AppConfig& config, ServerParts& parts,
                            std::vector<ConfigMistake>& mistakes) {
  http::FormLimits& form = config.request.form;
  server.size("max_form_memory", "Of a form's fields; 413 beyond", form.max_form_memory);
  server.count("max_form_parts", "Of a multipart form; 413 beyond", 1, 1'000'000,
               form.max_form_parts);
  server.count("max_query_values", "Of a query; what is beyond is left out", 1, 10'000'000,
               config.request.query.max_pairs);
  server.texts("trusted_hosts",
               "Hosts the app answers for; `\".example.org\"` with all below it; without any, all",
               config.request.trusted_hosts);
  server.texts("trusted_proxies",
               "Addresses whose X-Forwarded-* fields and PROXY headers are believed", parts.proxies,
               &parts.positions);
  server.on({"forwarded",
             "How many proxies add to each X-Forwarded-* field, and, as `standard`, to Forwarded",
             forwarded_schema(), Json()},
            [&](const std::string&, const toml::node& value) {
              read_forwarded(value, config.request.forwarded, mistakes);
            });
}

void declare_server(Section& server, AppConfig& config, ServerParts& parts,
                    std::vector<ConfigMistake>& mistakes) {
  ServerSettings& all = config.server;
  server.texts("bind",
               "`\"127.0.0.1:5000\"`, `\"[::1]:5000\"`, `\"unix:/run/a.sock\"`, `\"fd:3\"`, "
               "`\"systemd\"`",
               all.bind);
  server.count("loops", "Threads for connections; without it one a core, at most 64", 1, 64,
               all.loops);
  server.count("workers", "Threads for views that may block; without it two a core, at least 4", 1,
               4096, all.workers);
  server.duration("grace", "Time for requests in flight when the app stops", all.grace);
  server.duration("drain_timeout", "Time for an extension's last requests when it is swapped",
                  all.drain_timeout);
  server.duration("start_timeout", "Time for an extension to start", kShortest, all.start_timeout);
  server.duration("stop_timeout", "Time for an extension to stop", kShortest, all.stop_timeout);
  server.text("health", "A path that answers 200 while the app serves", all.health);
  declare_body(server, all);
  server.size("max_header", "Of a request's line and fields; 431 beyond", kLeastHeader, kMostHeader,
              all.max_header);
  declare_connections(server, all);
  declare_logs(server, all);
  declare_request_limits(server, config, parts, mistakes);
}

void declare_cors(Section& cors, app::CorsOptions& options, std::chrono::milliseconds& max_age) {
  cors.texts("origins", "`\"https://shop.example\"`, `\"https://*.example.org\"`, `\"*\"`",
             options.origins);
  cors.texts("methods", "Methods pages of other origins may use", options.methods);
  cors.texts("headers", "Request fields they may send; `\"*\"` for all", options.headers);
  cors.texts("expose", "Response fields they may read", options.expose);
  cors.flag("credentials", "Whether cookies and Authorization count; not with `\"*\"`",
            options.credentials);
  cors.duration("max_age", "How long a browser keeps the answer; without it its own default",
                max_age);
}

void check_proxy_protocol(const Section& server, const toml::table& table,
                          const AppConfig& config) {
  const auto is_unix = [](const std::string& bind) { return bind.starts_with("unix:"); };
  const auto& bind = config.server.bind;
  if (!config.server.proxy_protocol || !config.request.proxies.empty() ||
      std::any_of(bind.begin(), bind.end(), is_unix)) {
    return;
  }
  server.complain(position_of(table.get("proxy_protocol")->source()),
                  "proxy_protocol: trusted_proxies has to say who may speak it, as "
                  "[\"127.0.0.1\"]; else anybody could name any address.");
}

void take_temp_folder(const Section& server, const toml::table& table, AppConfig& config) {
  const std::string& folder = config.server.temp_folder;
  const toml::node* given = table.get("temp_folder");
  std::error_code error;
  if (given != nullptr && (!std::filesystem::is_directory(folder, error) ||
                           ::access(folder.c_str(), W_OK | X_OK) != 0)) {
    server.complain(position_of(given->source()),
                    "temp_folder: \"" + folder + "\" is no folder this user may write to.");
  }
  config.request.form.folder = folder;
}

void take_proxies(const Section& server, const ServerParts& parts, AppConfig& config) {
  for (std::size_t i = 0; i < parts.proxies.size() && i < parts.positions.size(); ++i) {
    if (const auto mistake = config.request.proxies.add(parts.proxies[i])) {
      server.complain(parts.positions[i], "trusted_proxies: " + *mistake);
    }
  }
}

}  // namespace

void read_app(const toml::table& table, AppConfig& config, std::vector<ConfigMistake>& mistakes) {
  Section app("app", mistakes);
  declare_app(app, config);
  app.read(table);
  for (std::size_t i = 0; i < config.extensions.size(); ++i) {
    const auto first =
        std::find(config.extensions.begin(), config.extensions.end(), config.extensions[i]);
    if (first != config.extensions.begin() + static_cast<std::ptrdiff_t>(i)) {
      app.complain(config.extension_positions[i],
                   "extensions: \"" + config.extensions[i] + "\" stands there twice.");
    }
  }
}

void read_server(const toml::table& table, AppConfig& config,
                 std::vector<ConfigMistake>& mistakes) {
  Section server("server", mistakes);
  if (const auto* bind = table.get("bind")) config.bind_position = position_of(bind->source());
  ServerParts parts;
  declare_server(server, config, parts, mistakes);
  server.read(table);
  take_proxies(server, parts, config);
  check_proxy_protocol(server, table, config);
  take_temp_folder(server, table, config);
  if (!config.server.health.empty() && !config.server.health.starts_with('/')) {
    server.complain(position_of(table.get("health")->source()),
                    "health is a path, as \"/healthz\".");
  }
}

void read_cors(const toml::table& table, AppConfig& config, std::vector<ConfigMistake>& mistakes) {
  app::CorsOptions& options = config.cors.emplace();
  std::chrono::milliseconds max_age{0};
  Section cors("cors", mistakes);
  declare_cors(cors, options, max_age);
  const std::size_t before = mistakes.size();
  cors.read(table);
  options.max_age = std::chrono::duration_cast<std::chrono::seconds>(max_age);
  if (mistakes.size() != before) return;
  if (const std::string mistake = app::cors_mistake(options); !mistake.empty()) {
    cors.complain(position_of(table.source()), mistake);
  }
}

std::vector<TableDescription> own_tables() {
  std::vector<ConfigMistake> none;
  AppConfig config;
  Section app("app", none), server("server", none), cors("cors", none);
  declare_app(app, config);
  ServerParts parts;
  declare_server(server, config, parts, none);
  app::CorsOptions options;
  std::chrono::milliseconds max_age{0};
  declare_cors(cors, options, max_age);

  std::vector<TableDescription> tables{
      {"app", app.settings()}, {"server", server.settings()}, {"cors", cors.settings()}};
  // The tree reads it before any table is read: config_tree.h.
  tables.front().settings.push_back({"include",
                                     "Files below this one",
                                     {{"type", "array"}, {"items", {{"type", "string"}}}},
                                     Json::array()});
  return tables;
}

}  // namespace carboy::core::config
