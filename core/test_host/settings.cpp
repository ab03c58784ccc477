#include "core/test_host/settings.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/suggest.h"

namespace carboy::core::test_host {
namespace {

using Json = nlohmann::json;

// Texts, numbers, booleans and lists have the same form in JSON and TOML.
void append_toml(std::string& out, const Json& value) {
  if (value.is_object()) {
    const char* before = "{";
    for (const auto& [key, inner] : value.items()) {
      out.append(std::exchange(before, ", ")).append(Json(key).dump()).append(" = ");
      append_toml(out, inner);
    }
    out += value.empty() ? "{}" : "}";
  } else if (value.is_array()) {
    out += '[';
    for (const Json& inner : value) {
      append_toml(out, inner);
      out += ", ";
    }
    out += ']';
  } else {
    out += value.dump(-1, ' ', true);
  }
}

Json parsed(std::string_view text) {
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) {
    throw base::Error(
        "The settings of a test are tables by name: {{\"guestbook\", {{\"page_size\", 5}}}}.");
  }
  for (const auto& [name, table] : json.items()) {
    if (!table.is_object() && name != "wrap") {
      throw base::Error(name + ": settings belong in tables: {{\"" + name +
                        "\", {{\"key\", 1}}}}.");
    }
  }
  return json;
}

}  // namespace

config::AppConfig test_config(std::string_view json,
                              const std::set<std::string, std::less<>>& extensions) {
  std::string toml, wrong;
  std::map<std::string, Json, std::less<>> settings;
  std::vector<std::string> known(extensions.begin(), extensions.end());
  known.insert(known.end(), {"app", "server", "cors", "host", "pages", "wrap"});
  const Json tables = parsed(json);
  for (const auto& [name, table] : tables.items()) {
    if (extensions.contains(name)) {
      settings[name] = table;
    } else if (std::find(known.begin(), known.end(), name) != known.end()) {
      toml.append(name).append(" = ");
      append_toml(toml, table);
      toml += '\n';
    } else {
      wrong += "\n  [" + name + "]: there is no extension of this name in the test's app." +
               base::did_you_mean(name, known);
    }
  }
  std::vector<config::ConfigMistake> mistakes;
  config::AppConfig config = config::parse_config(toml, mistakes);
  for (const config::ConfigMistake& mistake : mistakes) wrong += "\n  " + mistake.text;
  if (!wrong.empty()) throw base::Error("The settings of the test cannot be used:" + wrong);
  config.extensions.assign(extensions.begin(), extensions.end());
  config.settings = std::move(settings);
  return config;
}

}  // namespace carboy::core::test_host
