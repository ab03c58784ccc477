#include "core/config/config_tables.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "core/base/suggest.h"
#include "core/routing/path_pattern.h"

namespace carboy::core::config {
namespace {

using Json = nlohmann::json;

// The server keeps its times to a tenth of a second.
constexpr std::chrono::milliseconds kShortest{100};
constexpr std::size_t kLeastHeader = 1024;
constexpr std::size_t kMostHeader = 16 * 1024 * 1024;  // each request may take that much memory
constexpr std::size_t kLeastTarget = 64;

void read_provide(const toml::node& value, decltype(AppConfig::provide)& provide,
                  std::vector<ConfigMistake>& mistakes) {
  const auto* table = value.as_table();
  const std::string form = "provide = { \"carboy.Access\" = \"ldap\" }.";
  if (table == nullptr) {
    mistakes.push_back({position_of(value.source()),
                        "[app] provide is a table of services and extensions: " + form, ""});
    return;
  }
  for (const auto& [key, one] : *table) {
    const std::string id(key.str());
    const auto* const name = one.as_string();
    if (name != nullptr && id.find('.') != std::string::npos) {
      provide[id] = name->get();
      continue;
    }
    mistakes.push_back(
        {position_of(one.source()),
         "[app] provide." + id +
             (name == nullptr
                  ? ": the name of an extension is a string. A service id is written in "
                    "quotes: "
                  : ": a service id has a dot: ") +
             form,
         ""});
  }
}

void declare_app(Section& app, AppConfig& config, std::vector<ConfigMistake>& mistakes) {
  app.text("name", "Display name of the app", config.name);
  app.texts("extensions", "Names of the extensions to load", config.extensions,
            &config.extension_positions);
  app.on({"provide",
          "Extensions that provide services which several could, by service id: `{ "
          "\"carboy.Access\" = \"ldap\" }`",
          {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}},
          Json()},
         [&](const std::string&, const toml::node& value) {
           read_provide(value, config.provide, mistakes);
         });
  app.text("server_name",
           "Host name for URLs that are built outside a request, and for matching subdomains",
           config.kernel.server_name);
  app.text("secret_key", "Key that signs the data that clients store", config.secret_key);
  app.text("data",
           "Folder, relative to app.toml, in which each extension keeps files in a folder of its "
           "own",
           config.data);
  app.texts("secret_key_fallbacks", "Previous secret keys, whose signatures are still accepted",
            config.secret_key_fallbacks);
}

// The settings of [server] that are checked and converted after the table is read.
struct ServerParts {
  std::vector<std::string> proxies;
  std::vector<Position> positions;
  std::string temp_folder = server::Limits().temporary_folder;
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
  for (Count& one : all)
    section.count(one.key, "Number of proxies that add to the field", 0, 16, one.number);
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

void declare_body(Section& section, server::ServerOptions& options, ServerParts& parts) {
  section.size(
      "max_body",
      "Maximum size of a request body; larger requests get 413. `\"0 B\"` allows no bodies",
      options.limits.max_body);
  section.size(
      "max_body_in_memory",
      "Maximum size of a request body in memory; a larger one is stored in a temporary file",
      options.limits.max_body_in_memory);
  section.text("temp_folder", "Folder for the temporary files of large bodies and uploaded files",
               parts.temp_folder);
  section.duration("body_timeout",
                   "Maximum time between two parts of a request body; slower requests get 408",
                   kShortest, options.timeouts.body_idle);
  section.size("body_rate",
               "Minimum average upload rate, in bytes per second; slower requests get 408. `\"0 "
               "B\"` disables the check",
               options.timeouts.body_rate);
  section.size("write_rate",
               "Minimum average download rate while the client lags, in bytes per second; slower "
               "connections are closed. `\"0 B\"` disables the check",
               options.timeouts.write_rate);
  section.duration("rate_grace", "Time before `body_rate` and `write_rate` apply to a transfer",
                   kShortest, options.timeouts.grace);
}

void declare_head(Section& section, server::Limits& limits) {
  section.size("max_header",
               "Maximum size of the request line and all header fields together; larger requests "
               "get 431",
               kLeastHeader, kMostHeader, limits.max_header_bytes);
  section.size("max_target", "Maximum length of a request's path and query; longer ones get 414",
               kLeastTarget, kMostHeader, limits.max_target);
  section.count("max_fields", "Maximum number of header fields; requests with more get 431", 1,
                10'000, limits.max_fields);
}

void declare_connections(Section& section, server::ServerOptions& options) {
  section.count("max_connections",
                "Maximum number of open connections. At the limit an idle or half-received one is "
                "evicted; otherwise the new one gets 503",
                1, 10'000'000, options.max_connections);
  section.count("max_connections_per_client",
                "Maximum number of open connections from one address (IPv6: from one /64); further "
                "ones get 503. Trusted proxies are exempt",
                1, 10'000'000, options.max_connections_per_client);
  section.count("max_uploads_per_client",
                "Maximum number of request bodies over 64 KiB from one address at once; further "
                "ones get 503. Trusted proxies are exempt",
                1, 10'000'000, options.max_uploads_per_client);
  section.count("max_pipelined",
                "Maximum number of consecutive requests that are sent ahead of their responses; "
                "then the connection is closed",
                1, 1'000'000, options.max_pipelined);
  section.count("queue",
                "Maximum number of requests that wait for a worker, shared fairly among clients; "
                "further ones get 503",
                1, 1'000'000, options.queue_limit);
}

void declare_timeouts(Section& section, server::ServerOptions& options) {
  section.duration("header_timeout",
                   "Maximum time to receive the request line and header fields; slower requests "
                   "get 408",
                   kShortest, options.timeouts.header);
  section.duration("write_timeout",
                   "Maximum time in which a client takes no byte of its response; then the "
                   "connection is closed",
                   kShortest, options.timeouts.write_idle);
  section.duration("keep_alive",
                   "Maximum time between two requests on a connection; then it is closed. `\"0 "
                   "s\"` closes it after its first response",
                   options.timeouts.keep_alive);
  section.duration(
      "linger",
      "Maximum time for a client to close the connection after the last response; up to "
      "15 times as long while it still sends",
      options.timeouts.linger);
  section.flag("proxy_protocol",
               "Whether each connection begins with a PROXY header; accepted from "
               "`trusted_proxies` and on unix sockets",
               options.proxy_protocol);
}

void declare_logs(Section& section, AppConfig& config) {
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
  section.text("access_log",
               "File for one line per request, relative to app.toml; `\"-\"` is standard output",
               config.access_log.name);
  section.choice("access_log_format",
                 "Format of the access log: `\"common\"`, `\"combined\"` or `\"json\"`", kFormats,
                 config.access_log.format);
  section.choice("log_level",
                 "Lowest level of the messages on standard error: `\"debug\"`, `\"info\"`, "
                 "`\"warning\"` or `\"error\"`",
                 kLevels, config.log_level);
  section.duration("slow_view",
                   "Time after which a view is logged as slow; `\"0 s\"` disables the check",
                   config.kernel.slow_view);
  section.choice("request_id",
                 "Responses that carry X-Request-Id: `\"never\"`, `\"always\"`, or "
                 "`\"proxied\"`, those to a trusted proxy that sent one",
                 kIds, config.kernel.request_id);
}

void declare_request(Section& section, AppConfig& config, ServerParts& parts,
                     std::vector<ConfigMistake>& mistakes) {
  app::RequestOptions& request = config.kernel.request;
  section.size("max_form_memory",
               "Maximum size of a form's fields, without files; larger forms get 413",
               request.form.max_form_memory);
  section.count("max_form_parts",
                "Maximum number of parts of a multipart form; forms with more get 413", 1,
                1'000'000, request.form.max_form_parts);
  section.count("max_query_values",
                "Maximum number of query parameters; requests with more get 400", 1, 10'000'000,
                request.query.max_pairs);
  section.texts("trusted_hosts",
                "Hosts that the app answers for; requests to others get 400. `\".example.org\"` "
                "includes all subdomains; an empty list allows every host",
                request.trusted_hosts);
  section.texts("trusted_proxies",
                "Addresses of proxies whose X-Forwarded-* fields and PROXY headers are trusted",
                parts.proxies, &parts.positions);
  section.on({"forwarded",
              "Number of proxies that add to each X-Forwarded-* field, and, as `standard`, to "
              "Forwarded",
              forwarded_schema(), Json()},
             [&](const std::string&, const toml::node& value) {
               read_forwarded(value, request.forwarded, mistakes);
             });
}

void declare_lifecycle(Section& section, AppConfig& config) {
  section.duration("grace",
                   "Maximum time for requests in flight to finish when the app stops; then their "
                   "connections are closed",
                   config.grace);
  section.duration("drain_timeout",
                   "Maximum time for an extension's last requests to finish when it is swapped; "
                   "then the old version stays in memory",
                   config.lifecycle.drain);
  section.duration("start_timeout",
                   "Maximum time for an extension to start; then its start has failed", kShortest,
                   config.lifecycle.start);
  section.duration("publish_timeout",
                   "Maximum time for a check that an extension makes before a start or swap; then "
                   "that is refused",
                   kShortest, config.lifecycle.publish);
  section.duration("hand_over_timeout",
                   "Maximum time for each function of an extension's hand-over when it is swapped; "
                   "then the swap is refused, and the old version keeps serving",
                   kShortest, config.lifecycle.hand_over);
  section.duration("stop_timeout", "Maximum time for an extension to stop; then it stays in memory",
                   kShortest, config.lifecycle.stop);
  section.text("health", "Path of the health check, which answers 200 while the app serves",
               config.kernel.health_path);
}

// Declares the settings in the order in which the documentation lists them.
void declare_server(Section& section, AppConfig& config, ServerParts& parts,
                    std::vector<ConfigMistake>& mistakes) {
  server::ServerOptions& options = config.server;
  section.texts("bind",
                "Addresses to listen on: `\"127.0.0.1:5000\"`, `\"[::1]:5000\"`, "
                "`\"unix:/run/a.sock\"`, `\"fd:3\"` or `\"systemd\"`",
                options.bind);
  section.count("loops",
                "Number of event loops, each a thread; by default one per core, at most 64", 1, 64,
                options.loops);
  section.count("workers",
                "Number of threads for views that may block; by default two per core, at least 4",
                1, 4096, options.workers);
  declare_lifecycle(section, config);
  declare_body(section, options, parts);
  declare_head(section, options.limits);
  declare_connections(section, options);
  declare_timeouts(section, options);
  declare_logs(section, config);
  declare_request(section, config, parts, mistakes);
}

void declare_cors(Section& cors, app::CorsOptions& options, std::chrono::milliseconds& max_age) {
  cors.texts("origins",
             "Origins whose pages may read responses: `\"https://shop.example\"`, "
             "`\"https://*.example.org\"`, or `\"*\"` for all",
             options.origins);
  cors.texts("methods", "Methods that these pages may use", options.methods);
  cors.texts("headers", "Request header fields that these pages may send; `\"*\"` allows all",
             options.headers);
  cors.texts("expose", "Response header fields that these pages may read", options.expose);
  cors.flag("credentials",
            "Whether these pages may send cookies and Authorization; not allowed with `\"*\"`",
            options.credentials);
  cors.duration("max_age",
                "Time for which a browser may cache these permissions; `\"0 s\"` leaves it to the "
                "browser",
                max_age);
}

// The texts of [host] keys.
struct KeyTexts {
  std::vector<std::string> texts;
  std::vector<Position> positions;
};

void declare_host(Section& host, AppConfig& config, KeyTexts& keys) {
  host.text("panel",
            "What extensions may do through `carboy.Management`: `\"off\"`, `\"look\"`, "
            "`\"manage\"` or `\"install\"`; by default `\"manage\"` under `carboy run` and "
            "`\"look\"` under `carboy serve`",
            config.panel);
  host.texts("keys",
             "Public keys, `\"ed25519:...\"` as `carboy ext key show` prints them. Under `carboy "
             "serve`, `carboy.Management` also installs files that one of them has signed",
             keys.texts, &keys.positions);
}

void take_keys(const Section& host, const KeyTexts& given, AppConfig& config) {
  for (std::size_t i = 0; i < given.texts.size() && i < given.positions.size(); ++i) {
    if (const auto key = base::PublicKey::parse(given.texts[i])) {
      config.host_keys.push_back(*key);
      continue;
    }
    // The text is not repeated: it may be a private key.
    host.complain(
        given.positions[i],
        "keys holds public keys: \"ed25519:\" and 44 characters in base64, as `carboy ext "
        "key show FILE` prints them. This is something else.");
  }
}

void declare_pages(Section& pages, std::size_t& memory) {
  pages.size("memory",
             "Maximum memory for stored pages, with their keys; at the limit, pages that were not "
             "used lately make room. `\"0 B\"` stores none",
             memory);
}

void declare_wrap(Section& wrap, app::WrapRule& rule) {
  wrap.text("rule",
            "Pattern of the rules that are wrapped: `\"/reports/**\"` for all below a path, with "
            "`*` for one segment",
            rule.rule);
  wrap.text("with", "Id of the wrapper, such as `\"login.May\"`", rule.with);
  wrap.text("options", "Options for the wrapper, as its extension documents them", rule.options);
}

void check_proxy_protocol(const Section& section, const toml::table& table,
                          const AppConfig& config) {
  const auto is_unix = [](const std::string& bind) { return bind.starts_with("unix:"); };
  const auto& bind = config.server.bind;
  if (!config.server.proxy_protocol || !config.kernel.request.proxies.empty() ||
      std::any_of(bind.begin(), bind.end(), is_unix)) {
    return;
  }
  section.complain(position_of(table.get("proxy_protocol")->source()),
                   "proxy_protocol needs trusted_proxies, such as [\"127.0.0.1\"]. Without it, any "
                   "client could claim any address.");
}

void take_temp_folder(const Section& section, const toml::table& table, const std::string& folder,
                      AppConfig& config) {
  const toml::node* given = table.get("temp_folder");
  std::error_code error;
  if (given != nullptr && (!std::filesystem::is_directory(folder, error) ||
                           ::access(folder.c_str(), W_OK | X_OK) != 0)) {
    section.complain(
        position_of(given->source()),
        "temp_folder: \"" + folder + "\" is not a folder that this user can write to.");
  }
  config.server.limits.temporary_folder = folder;
  config.kernel.request.form.folder = folder;
}

void take_proxies(const Section& section, const ServerParts& parts, AppConfig& config) {
  http::TrustedProxies& proxies = config.kernel.request.proxies;
  for (std::size_t i = 0; i < parts.proxies.size() && i < parts.positions.size(); ++i) {
    if (const auto mistake = proxies.add(parts.proxies[i])) {
      section.complain(parts.positions[i], "trusted_proxies: " + *mistake);
    }
  }
  config.server.is_trusted_proxy = [proxies](std::string_view address) {
    return proxies.contains(address);
  };
}

}  // namespace

void read_app(const toml::table& table, AppConfig& config, std::vector<ConfigMistake>& mistakes) {
  Section app("app", mistakes);
  declare_app(app, config, mistakes);
  app.read(table);
  for (std::size_t i = 0; i < config.extensions.size(); ++i) {
    const auto first =
        std::find(config.extensions.begin(), config.extensions.end(), config.extensions[i]);
    if (first != config.extensions.begin() + static_cast<std::ptrdiff_t>(i)) {
      app.complain(config.extension_positions[i],
                   "extensions: \"" + config.extensions[i] + "\" is listed twice.");
    }
  }
}

void read_server(const toml::table& table, AppConfig& config,
                 std::vector<ConfigMistake>& mistakes) {
  Section section("server", mistakes);
  if (const auto* bind = table.get("bind")) config.bind_position = position_of(bind->source());
  ServerParts parts;
  declare_server(section, config, parts, mistakes);
  section.read(table);
  take_proxies(section, parts, config);
  check_proxy_protocol(section, table, config);
  take_temp_folder(section, table, parts.temp_folder, config);
  const std::string& health = config.kernel.health_path;
  if (!health.empty() && !health.starts_with('/')) {
    section.complain(position_of(table.get("health")->source()),
                     "health is a path, such as \"/healthz\".");
  }
}

void read_cors(const toml::table& table, AppConfig& config, std::vector<ConfigMistake>& mistakes) {
  app::CorsOptions& options = config.kernel.cors.emplace();
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

void read_host(const toml::table& table, AppConfig& config, std::vector<ConfigMistake>& mistakes) {
  Section host("host", mistakes);
  KeyTexts keys;
  declare_host(host, config, keys);
  host.read(table);
  take_keys(host, keys, config);
  const auto& levels = kPanelLevels;
  if (config.panel.empty() || std::find(levels.begin(), levels.end(), config.panel) != levels.end())
    return;
  const std::vector<std::string> known(levels.begin(), levels.end());
  host.complain(position_of(table.get("panel")->source()),
                "panel is \"off\", \"look\", \"manage\" or \"install\"." +
                    base::did_you_mean(config.panel, known));
}

void read_pages(const toml::table& table, AppConfig& config, std::vector<ConfigMistake>& mistakes) {
  Section pages("pages", mistakes);
  declare_pages(pages, config.kernel.page_memory);
  pages.read(table);
}

namespace {

void read_wrap(const toml::table& table, AppConfig& config, std::vector<ConfigMistake>& mistakes) {
  app::WrapRule rule;
  Section wrap("[wrap]", mistakes);
  declare_wrap(wrap, rule);
  const std::size_t before = mistakes.size();
  wrap.read(table);
  if (mistakes.size() != before) return;
  const Position at = position_of(table.source());
  rule.place = place_of(at, "app.toml");
  if (rule.rule.empty()) wrap.complain(at, "rule is missing: the routes that are wrapped.");
  if (rule.with.empty()) wrap.complain(at, "with is missing: the id of the wrapper.");
  if (mistakes.size() != before) return;
  if (const auto mistake = routing::PathPattern::mistake_in(rule.rule); !mistake.empty()) {
    wrap.complain(position_of(table.get("rule")->source()), "rule: " + mistake);
    return;
  }
  const toml::node* const options = table.get("options");
  config.wrap_positions.push_back({position_of(table.get("with")->source()),
                                   options == nullptr ? at : position_of(options->source())});
  config.kernel.wraps.push_back(std::move(rule));
}

}  // namespace

void read_wraps(const toml::node& list, AppConfig& config, std::vector<ConfigMistake>& mistakes) {
  const auto* array = list.as_array();
  if (array == nullptr) {
    mistakes.push_back({position_of(list.source()),
                        "wrap: there may be several, so each is written as [[wrap]].", ""});
    return;
  }
  for (const toml::node& one : *array) {
    if (const auto* table = one.as_table()) {
      read_wrap(*table, config, mistakes);
    } else {
      mistakes.push_back({position_of(one.source()), "wrap holds tables only.", ""});
    }
  }
}

std::vector<TableDescription> own_tables() {
  std::vector<ConfigMistake> none;
  AppConfig config;
  Section app("app", none), server("server", none), cors("cors", none);
  declare_app(app, config, none);
  ServerParts parts;
  declare_server(server, config, parts, none);
  app::CorsOptions options;
  std::chrono::milliseconds max_age{0};
  declare_cors(cors, options, max_age);
  Section host("host", none);
  KeyTexts keys;
  declare_host(host, config, keys);

  Section pages("pages", none), wrap("wrap", none);
  declare_pages(pages, config.kernel.page_memory);
  app::WrapRule rule;
  declare_wrap(wrap, rule);

  std::vector<TableDescription> tables{
      {"app", app.settings(), false},     {"server", server.settings(), false},
      {"cors", cors.settings(), false},   {"host", host.settings(), false},
      {"pages", pages.settings(), false}, {"wrap", wrap.settings(), true}};
  // load_tree() reads this one before any table is read.
  tables.front().settings.push_back({"include",
                                     "Configuration files that this file builds on and overrides",
                                     {{"type", "array"}, {"items", {{"type", "string"}}}},
                                     Json::array()});
  return tables;
}

}  // namespace carboy::core::config
