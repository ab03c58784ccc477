#include "core/app/config.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <sstream>

#include <toml++/toml.h>

#include "core/app/units.h"
#include "core/base/suggest.h"

namespace carboy::core::app {
namespace {

using Json = nlohmann::json;

Position position_of(const toml::source_region& region) {
  return {region.begin.line, region.begin.column};
}

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

// Reads one table key by key; what no reader is named for is a mistake.
class Section {
 public:
  Section(std::string name, std::vector<ConfigMistake>& mistakes)
      : name_(std::move(name)), mistakes_(mistakes) {}

  using Reader = std::function<void(const toml::node& value)>;
  void on(std::string key, Reader reader) {
    readers_.emplace_back(std::move(key), std::move(reader));
  }

  void read(const toml::table& table) const {
    for (const auto& entry : table) {
      const std::string word(entry.first.str());
      const auto reader = std::find_if(readers_.begin(), readers_.end(),
                                       [&](const auto& one) { return one.first == word; });
      if (reader != readers_.end()) {
        reader->second(entry.second);
        continue;
      }
      std::vector<std::string> known;
      for (const auto& [name, unused] : readers_) known.push_back(name);
      complain(position_of(entry.first.source()),
               word + ": no such setting." + base::did_you_mean(word, known));
    }
  }
  void complain(Position at, const std::string& text) const {
    mistakes_.push_back({at, "[" + name_ + "] " + text, ""});
  }

  // Readers of one kind of value each; they complain about another.
  Reader text(const std::string& key, std::string& out) const {
    return [this, key, &out](const toml::node& value) {
      if (const auto found = value.value_exact<std::string>()) {
        out = *found;
      } else {
        complain(position_of(value.source()), key + " is a text, in quotation marks.");
      }
    };
  }
  Reader count(const std::string& key, std::size_t most, std::size_t& out) const {
    return [this, key, most, &out](const toml::node& value) {
      const auto found = value.value_exact<int64_t>();
      if (found && *found >= 1 && static_cast<std::size_t>(*found) <= most) {
        out = static_cast<std::size_t>(*found);
      } else {
        complain(position_of(value.source()),
                 key + " is a whole number from 1 to " + std::to_string(most) + ".");
      }
    };
  }
  Reader duration(const std::string& key, std::chrono::milliseconds& out) const {
    return [this, key, &out](const toml::node& value) {
      const auto text = value.value_exact<std::string>();
      const auto parsed = text ? parse_duration(*text) : std::nullopt;
      if (parsed) {
        out = *parsed;
      } else {
        complain(position_of(value.source()),
                 key + " is a time with its unit, as \"10 s\" or \"5 min\".");
      }
    };
  }
  Reader texts(const std::string& key, std::vector<std::string>& out,
               std::vector<Position>* at) const {
    return [this, key, &out, at](const toml::node& value) {
      const auto* array = value.as_array();
      if (array == nullptr) {
        complain(position_of(value.source()),
                 key + " is a list of texts: " + key + " = [\"...\"].");
        return;
      }
      out.clear();
      for (const toml::node& element : *array) {
        if (const auto text = element.value_exact<std::string>()) {
          out.push_back(*text);
          if (at != nullptr) at->push_back(position_of(element.source()));
        } else {
          complain(position_of(element.source()), key + " holds texts only, in quotation marks.");
        }
      }
    };
  }

 private:
  std::string name_;
  std::vector<ConfigMistake>& mistakes_;
  std::vector<std::pair<std::string, Reader>> readers_;
};

void read_app(const toml::table& table, AppConfig& config, std::vector<ConfigMistake>& mistakes) {
  Section app("app", mistakes);
  app.on("name", app.text("name", config.name));
  app.on("server_name", app.text("server_name", config.server_name));
  app.on("extensions", app.texts("extensions", config.extensions, &config.extension_positions));
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
  server.on("bind", server.texts("bind", config.server.bind, nullptr));
  server.on("loops", server.count("loops", 256, config.server.loops));
  server.on("workers", server.count("workers", 4096, config.server.workers));
  server.on("grace", server.duration("grace", config.server.grace));
  server.on("drain_timeout", server.duration("drain_timeout", config.server.drain_timeout));
  server.on("start_timeout", server.duration("start_timeout", config.server.start_timeout));
  server.on("stop_timeout", server.duration("stop_timeout", config.server.stop_timeout));
  server.read(table);
}

}  // namespace

AppConfig parse_config(std::string_view text, std::vector<ConfigMistake>& mistakes) {
  AppConfig config;
  toml::table root;
  try {
    root = toml::parse(text);
  } catch (const toml::parse_error& error) {
    mistakes.push_back({position_of(error.source()), std::string(error.description()), ""});
    return config;
  }
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
    } else {
      config.settings[name] = to_json(value, "", config.positions[name]);
      config.positions[name][""] = position_of(key.source());
    }
  }
  return config;
}

std::string mistakes_report(const std::string& file, std::vector<ConfigMistake> mistakes) {
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [](const ConfigMistake& a, const ConfigMistake& b) {
                     return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
                   });
  std::vector<std::string> places;
  std::size_t widest = 0;
  for (const ConfigMistake& mistake : mistakes) {
    places.push_back(mistake.at.line == 0 ? file
                                          : file + ":" + std::to_string(mistake.at.line) + ":" +
                                                std::to_string(mistake.at.column));
    widest = std::max(widest, places.back().size());
  }
  std::string report = file + " has " + std::to_string(mistakes.size()) +
                       (mistakes.size() == 1 ? " mistake" : " mistakes") +
                       "; nothing was started.\n";
  for (std::size_t i = 0; i < mistakes.size(); ++i) {
    report +=
        "\n  " + places[i] + std::string(widest - places[i].size() + 3, ' ') + mistakes[i].text;
    if (!mistakes[i].remedy.empty())
      report += "\n" + std::string(widest + 5, ' ') + mistakes[i].remedy;
  }
  return report;
}

}  // namespace carboy::core::app
