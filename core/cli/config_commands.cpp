#include "core/cli/config_commands.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/cli/table.h"
#include "core/host/app_folder.h"

namespace carboy::core::cli {
namespace {

struct SettingRow {
  std::string name;
  nlohmann::json value;
  std::string source;
};

std::vector<SettingRow> rows_of(const config::AppConfig& config) {
  std::vector<SettingRow> rows;
  for (const config::ConfigValue& value : config.values) {
    const bool is_secret = config.secrets.contains(value.name);
    rows.push_back({value.name, is_secret ? nlohmann::json(config::kMasked) : value.value,
                    config::place_of(value.at, "app.toml")});
  }
  for (const auto& one : host::finder_for(std::filesystem::current_path()).all()) {
    const bool is_enabled = std::find(config.extensions.begin(), config.extensions.end(),
                                      one.name) != config.extensions.end();
    if (!is_enabled || one.manifest == nullptr) continue;
    nlohmann::json settings = nlohmann::json::object();
    if (const auto found = config.settings.find(one.name); found != config.settings.end()) {
      settings = found->second;
    }
    const nlohmann::json filled =
        one.manifest->config.with_defaults(extensions::OrderedJson(settings));
    for (const auto& [key, value] : filled.items()) {
      if (!settings.contains(key)) rows.push_back({one.name + "." + key, value, "default"});
    }
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const SettingRow& a, const SettingRow& b) { return a.name < b.name; });
  return rows;
}

void print_table(const std::vector<SettingRow>& rows) {
  static constexpr std::array<Column, 2> kColumns{{{}, {.most = 40}}};
  std::vector<std::vector<std::string>> cells;
  for (const SettingRow& row : rows) cells.push_back({row.name, row.value.dump(), row.source});
  std::cout << table_text(cells, kColumns);
}

}  // namespace

int check_config(const std::string& profile) {
  const auto config =
      host::load_config(std::filesystem::current_path() / "app.toml", host::profile_for(profile));
  std::cout << "app.toml is right: " << config.name << ", " << config.extensions.size()
            << (config.extensions.size() == 1 ? " extension\n" : " extensions\n");
  return 0;
}

int show_config(const std::string& profile, bool json) {
  const auto config =
      host::load_config(std::filesystem::current_path() / "app.toml", host::profile_for(profile));
  const auto rows = rows_of(config);
  if (!json) {
    print_table(rows);
    return 0;
  }
  nlohmann::json all = nlohmann::json::object();
  for (const SettingRow& row : rows) all[row.name] = {{"value", row.value}, {"source", row.source}};
  std::cout << all.dump(2) << '\n';
  return 0;
}

}  // namespace carboy::core::cli
