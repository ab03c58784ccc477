#include "core/app/config.h"

#include <toml++/toml.h>
#include <algorithm>
#include <optional>
#include <sstream>
#include <tuple>

#include "core/app/config_section.h"
#include "core/app/config_tree.h"

namespace carboy::core::app {
namespace {

using Json = nlohmann::json;

// A JSON pointer's token: RFC 6901, section 3.
std::string escaped(std::string_view key) {
  std::string token;
  for (const char c : key) token += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return token;
}

Json to_json(const toml::node& node, const std::string& pointer,
             std::map<std::string, Position>& positions) {
  positions[pointer] = position_of(node.source());
  if (const auto* table = node.as_table()) {
    Json object = Json::object();
    for (const auto& [key, value] : *table) {
      const std::string below = pointer + "/" + escaped(key.str());
      object[std::string(key.str())] = to_json(value, below, positions);
      positions[below] = position_of(key.source());
    }
    return object;
  }
  if (const auto* array = node.as_array()) {
    Json list = Json::array();
    for (const toml::node& element : *array) {
      list.push_back(to_json(element, pointer + "/" + std::to_string(list.size()), positions));
    }
    return list;
  }
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (const auto boolean = node.value_exact<bool>()) return *boolean;
  if (const auto integer = node.value_exact<int64_t>()) return *integer;
  if (const auto real = node.value_exact<double>()) return *real;
  std::ostringstream printed;
  node.visit([&](const auto& value) { printed << value; });
  return printed.str();
}

// Every value below `table` that is no table.
void collect(const toml::table& table, const std::string& path, const Secrets& secrets,
             std::vector<ConfigValue>& values) {
  for (const auto& [key, value] : table) {
    const std::string name =
        path.empty() ? std::string(key.str()) : path + "." + std::string(key.str());
    if (const auto* below = value.as_table()) {
      collect(*below, name, secrets, values);
    } else {
      std::map<std::string, Position> positions;
      const auto secret = secrets.find(name);
      values.push_back({name, to_json(value, "", positions),
                        secret == secrets.end() ? position_of(value.source()) : secret->second});
    }
  }
}

void read_app(const toml::table& table, AppConfig& config, std::vector<ConfigMistake>& mistakes) {
  Section app("app", mistakes);
  app.text("name", config.name);
  app.text("server_name", config.server_name);
  app.text("secret_key", config.secret_key);
  app.texts("secret_key_fallbacks", config.secret_key_fallbacks);
  app.texts("extensions", config.extensions, &config.extension_positions);
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

struct Trust {
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
  std::size_t x_for = counts.x_for, x_proto = counts.x_proto, x_host = counts.x_host,
              x_port = counts.x_port, x_prefix = counts.x_prefix;
  section.count("for", 0, 16, x_for);
  section.count("proto", 0, 16, x_proto);
  section.count("host", 0, 16, x_host);
  section.count("port", 0, 16, x_port);
  section.count("prefix", 0, 16, x_prefix);
  section.read(*table);
  const auto as_count = [](std::size_t number) { return static_cast<unsigned>(number); };
  counts = {as_count(x_for), as_count(x_proto), as_count(x_host), as_count(x_port),
            as_count(x_prefix)};
}

// Who is believed, where requests may go, and how large forms may be.
void read_request_limits(Section& server, AppConfig& config, Trust& trust,
                         std::vector<ConfigMistake>& mistakes) {
  http::FormLimits& form = config.request.form;
  server.size("max_form_memory", form.max_form_memory);
  server.count("max_form_parts", 1, 1'000'000, form.max_form_parts);
  server.count("max_query_values", 1, 10'000'000, config.request.query.max_pairs);
  server.texts("trusted_hosts", config.request.trusted_hosts);
  server.texts("trusted_proxies", trust.proxies, &trust.positions);
  server.on("forwarded", [&](const std::string&, const toml::node& value) {
    read_forwarded(value, config.request.forwarded, mistakes);
  });
}

void take_proxies(const Section& server, const Trust& trust, AppConfig& config) {
  for (std::size_t i = 0; i < trust.proxies.size() && i < trust.positions.size(); ++i) {
    if (const auto mistake = config.request.proxies.add(trust.proxies[i])) {
      server.complain(trust.positions[i], "trusted_proxies: " + *mistake);
    }
  }
}

void read_server(const toml::table& table, AppConfig& config,
                 std::vector<ConfigMistake>& mistakes) {
  Section server("server", mistakes);
  if (const auto* bind = table.get("bind")) config.bind_position = position_of(bind->source());
  server.texts("bind", config.server.bind);
  server.count("loops", 1, 256, config.server.loops);
  server.count("workers", 1, 4096, config.server.workers);
  server.duration("grace", config.server.grace);
  server.duration("drain_timeout", config.server.drain_timeout);
  server.duration("start_timeout", config.server.start_timeout);
  server.duration("stop_timeout", config.server.stop_timeout);
  server.text("health", config.server.health);
  server.size("max_body", config.server.max_body);
  server.size("max_header", config.server.max_header);
  Trust trust;
  read_request_limits(server, config, trust, mistakes);
  server.read(table);
  take_proxies(server, trust, config);
  if (!config.server.health.empty() && !config.server.health.starts_with('/')) {
    server.complain(position_of(table.get("health")->source()),
                    "health is a path, as \"/healthz\".");
  }
}

void read_cors(const toml::table& table, AppConfig& config, std::vector<ConfigMistake>& mistakes) {
  CorsOptions& options = config.cors.emplace();
  std::chrono::milliseconds max_age{0};
  Section cors("cors", mistakes);
  cors.texts("origins", options.origins);
  cors.texts("methods", options.methods);
  cors.texts("headers", options.headers);
  cors.texts("expose", options.expose);
  cors.flag("credentials", options.credentials);
  cors.duration("max_age", max_age);
  const std::size_t before = mistakes.size();
  cors.read(table);
  options.max_age = std::chrono::duration_cast<std::chrono::seconds>(max_age);
  if (mistakes.size() != before) return;
  if (const std::string mistake = cors_mistake(options); !mistake.empty()) {
    cors.complain(position_of(table.source()), mistake);
  }
}

}  // namespace

AppConfig parse_config(std::string_view text, std::vector<ConfigMistake>& mistakes) {
  return read_config({std::string(text)}, mistakes);
}

AppConfig read_config(const ConfigSources& sources, std::vector<ConfigMistake>& mistakes) {
  AppConfig config;
  const toml::table root = load_tree(sources, mistakes, config.secrets);
  collect(root, "", config.secrets, config.values);
  for (const auto& [key, value] : root) {
    const std::string name(key.str());
    const auto* table = value.as_table();
    if (table == nullptr) {
      mistakes.push_back({position_of(key.source()),
                          name + ": settings stand in tables; write it below [app], "
                                 "[server] or the table of an extension.",
                          ""});
    } else if (name == "app") {
      read_app(*table, config, mistakes);
    } else if (name == "server") {
      read_server(*table, config, mistakes);
    } else if (name == "cors") {
      read_cors(*table, config, mistakes);
    } else {
      config.settings[name] = to_json(value, "", config.positions[name]);
      config.positions[name][""] = position_of(key.source());
    }
  }
  return config;
}

std::string place_of(const Position& at, const std::string& file) {
  const std::string& source = at.source.empty() ? file : at.source;
  if (at.line == 0 || at.source.starts_with("CARBOY_")) return source;
  return source + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::string mistakes_report(const std::string& file, std::vector<ConfigMistake> mistakes) {
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [](const ConfigMistake& a, const ConfigMistake& b) {
                     return std::tie(a.at.source, a.at.line, a.at.column) <
                            std::tie(b.at.source, b.at.line, b.at.column);
                   });
  std::vector<std::string> places;
  std::size_t widest = 0;
  for (const ConfigMistake& mistake : mistakes) {
    places.push_back(place_of(mistake.at, file));
    widest = std::max(widest, places.back().size());
  }
  std::string report = file + " has " + std::to_string(mistakes.size()) +
                       (mistakes.size() == 1 ? " mistake" : " mistakes") +
                       "; nothing was started.\n";
  for (std::size_t i = 0; i < mistakes.size(); ++i) {
    report +=
        "\n  " + places[i] + std::string(widest - places[i].size() + 3, ' ') + mistakes[i].text;
    std::istringstream remedy(mistakes[i].remedy);
    for (std::string line; std::getline(remedy, line);) {
      report += "\n" + std::string(widest + 5, ' ') + line;
    }
  }
  return report;
}

}  // namespace carboy::core::app
