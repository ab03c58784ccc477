#include "core/config/config.h"

#include <algorithm>
#include <optional>
#include <sstream>
#include <tuple>

#include "core/base/toml.h"
#include "core/config/config_section.h"
#include "core/config/config_tables.h"
#include "core/config/config_tree.h"

namespace carboy::core::config {
namespace {

using Json = nlohmann::json;

// Writes a key as a token of a JSON pointer (RFC 6901, section 3).
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

// Appends every value below `table` that is not a table itself.
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
    if (name == "wrap") {
      read_wraps(value, config, mistakes);
    } else if (table == nullptr) {
      mistakes.push_back({position_of(key.source()),
                          name + ": settings belong in tables; write it below [app], "
                                 "[server] or the table of an extension.",
                          ""});
    } else if (name == "app") {
      read_app(*table, config, mistakes);
    } else if (name == "server") {
      read_server(*table, config, mistakes);
    } else if (name == "cors") {
      read_cors(*table, config, mistakes);
    } else if (name == "host") {
      read_host(*table, config, mistakes);
    } else if (name == "pages") {
      read_pages(*table, config, mistakes);
    } else {
      config.settings[name] = to_json(value, "", config.positions[name]);
      config.positions[name][""] = position_of(key.source());
    }
  }
  return config;
}

namespace {

// Whether an environment variable or an option is the source.
bool is_outside_files(const Position& at) {
  return at.source.starts_with("CARBOY_") || at.source.starts_with("--");
}

}  // namespace

std::string place_of(const Position& at, const std::string& file) {
  const std::string& source = at.source.empty() ? file : at.source;
  if (at.line == 0 || is_outside_files(at)) return source;
  return source + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::string mistakes_report(const std::string& file, std::vector<ConfigMistake> mistakes,
                            std::string_view outcome) {
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
  const bool are_outside = std::all_of(mistakes.begin(), mistakes.end(),
                                       [](const auto& one) { return is_outside_files(one.at); });
  std::string report = (are_outside ? "The configuration" : file) + " has " +
                       std::to_string(mistakes.size()) +
                       (mistakes.size() == 1 ? " mistake" : " mistakes");
  if (!outcome.empty()) report.append("; ").append(outcome);
  report += ".\n";
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

}  // namespace carboy::core::config
