#include "core/cli/config_commands.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/cli/table.h"
#include "core/config/config_section.h"
#include "core/config/config_tables.h"
#include "core/extensions/life/mount.h"
#include "core/extensions/package/inspect.h"
#include "core/extensions/package/schema.h"
#include "core/host/app_folder.h"
#include "core/host/service_check.h"

namespace carboy::core::cli {
namespace {

using extensions::OrderedJson;
using extensions::SchemaNode;

struct SettingRow {
  std::string name;
  nlohmann::json value;
  std::string source;
};

// Returns a value as it may be shown: a secret is masked wherever it comes from.
nlohmann::json shown(const config::ConfigValue& value, const config::AppConfig& config,
                     const std::vector<extensions::InstalledExtension>& available) {
  const bool is_key = value.name == "app.secret_key" || value.name == "app.secret_key_fallbacks";
  if (is_key || config.secrets.contains(value.name)) return config::kMasked;
  const std::size_t dot = std::min(value.name.find('.'), value.name.size());
  const auto* const one = extensions::find_available(available, value.name.substr(0, dot));
  if (one == nullptr || one->manifest == nullptr || dot == value.name.size()) return value.value;
  return one->manifest->config.masked_at(std::string_view(value.name).substr(dot + 1),
                                         OrderedJson(value.value), config::kMasked);
}

std::vector<SettingRow> rows_of(const config::AppConfig& config) {
  std::vector<SettingRow> rows;
  const auto available = host::finder_for(std::filesystem::current_path()).all();
  for (const config::ConfigValue& value : config.values) {
    rows.push_back(
        {value.name, shown(value, config, available), config::place_of(value.at, "app.toml")});
  }
  for (const auto& one : available) {
    const bool is_enabled = std::find(config.extensions.begin(), config.extensions.end(),
                                      one.name) != config.extensions.end();
    if (!is_enabled || one.manifest == nullptr) continue;
    nlohmann::json settings = nlohmann::json::object();
    if (const auto found = config.settings.find(one.name); found != config.settings.end()) {
      settings = found->second;
    }
    const nlohmann::json filled = one.manifest->config.masked(
        one.manifest->config.with_defaults(OrderedJson(settings)), config::kMasked);
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

constexpr std::array<std::pair<const char*, const char*>, 4> kBoundWords{
    {{"minimum", "at least "},
     {"maximum", "at most "},
     {"exclusiveMinimum", "more than "},
     {"exclusiveMaximum", "less than "}}};

// Returns the schema of a reference to a secret, which any value can be replaced by.
OrderedJson secret_schema() {
  const OrderedJson text{{"type", "string"}};
  return {{"type", "object"},
          {"properties", {{"env", text}, {"file", text}}},
          {"minProperties", 1},
          {"additionalProperties", false}};
}

OrderedJson or_secret(OrderedJson schema) {
  return {
      {"anyOf", OrderedJson::array({std::move(schema), OrderedJson{{"$ref", "#/$defs/secret"}}})}};
}

OrderedJson own_table(const config::TableDescription& table) {
  OrderedJson properties = OrderedJson::object();
  for (const config::Setting& setting : table.settings) {
    OrderedJson one = or_secret(setting.schema);
    one["description"] = setting.help;
    if (!setting.by_default.is_null()) one["default"] = setting.by_default;
    properties[setting.name] = std::move(one);
  }
  const OrderedJson whole{
      {"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
  return table.is_list ? OrderedJson{{"type", "array"}, {"items", whole}} : whole;
}

// Turns what is Carboy's own in a schema into what every editor knows: bounds with a unit become a
// pattern and words.
void make_standard(OrderedJson& schema) {
  if (!schema.is_object()) return;
  const std::string format = schema.value("format", "");
  if (format == "duration" || format == "size") {
    std::string bounds;
    for (const auto& [key, words] : kBoundWords) {
      if (!schema.contains(key)) continue;
      bounds += (bounds.empty() ? "" : ", ") + std::string(words) + schema[key].get<std::string>();
      schema.erase(key);
    }
    schema.erase("format");
    schema["pattern"] = format == "duration" ? config::kDurationPattern : config::kSizePattern;
    const std::string help = schema.value("description", "");
    if (!bounds.empty()) schema["description"] = help + (help.empty() ? "" : "; ") + bounds;
  }
  if (schema.erase("secret") != 0) schema["writeOnly"] = true;
  schema.erase("operator");
  for (const char* key : {"items", "additionalProperties"}) {
    if (schema.contains(key)) make_standard(schema[key]);
  }
  if (!schema.contains("properties")) return;
  for (auto& [name, below] : schema["properties"].items()) make_standard(below);
}

OrderedJson mount_schema() {
  return {{"type", "string"},
          {"pattern", "^(/[A-Za-z0-9._~-]+)+$"},
          {"description", extensions::kMountHelp}};
}

OrderedJson extension_table(const extensions::Manifest& manifest) {
  OrderedJson table = extensions::json_schema(manifest.config.root());
  make_standard(table);
  table["properties"][extensions::kMount] = mount_schema();
  if (table.contains("properties")) {
    for (auto& [name, schema] : table["properties"].items()) {
      OrderedJson one = or_secret(schema);
      for (const char* key : {"description", "default"}) {
        if (schema.contains(key)) one[key] = schema[key];
      }
      schema = std::move(one);
    }
  }
  table.erase("required");  // a profile or a variable may set it
  table["description"] =
      manifest.name + " " + manifest.version.to_string() + ": " + manifest.summary;
  return table;
}

// Escapes a cell of a Markdown table.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) {
    text.replace(at, 1, "\\|");
  }
  return text;
}

void print_row(const std::string& name, const std::string& help, const OrderedJson& by_default) {
  std::cout << "| `" << name << "` | " << cell(help) << " | "
            << (by_default.is_null() ? "" : "`" + cell(by_default.dump()) + "`") << " |\n";
}

void print_head(const std::string& name) {
  std::cout << "## [" << name << "]\n\n| Setting | Meaning | Default |\n|---|---|---|\n";
}

void print_settings(const SchemaNode& root) {
  for (const extensions::NamedSetting& one : extensions::settings_in(root)) {
    const SchemaNode& node = *one.schema;
    const std::string kind = extensions::kind_of_setting(node);
    const bool hides_default = node.secret && node.default_value;
    print_row(
        one.name, node.description.empty() ? kind : node.description + " (" + kind + ")",
        hides_default ? OrderedJson(config::kMasked) : node.default_value.value_or(OrderedJson()));
  }
}

}  // namespace

int check_config(const std::string& profile) {
  const std::filesystem::path folder = std::filesystem::current_path();
  const auto config = host::load_startable_config(folder / "app.toml", host::profile_for(profile));
  for (const std::string& warning : host::wrap_warnings(config, host::finder_for(folder).all())) {
    std::cerr << "warning: " << warning << '\n';
  }
  std::cout << "app.toml is valid: " << config.name << ", " << config.extensions.size()
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

int print_config_schema() {
  OrderedJson tables = OrderedJson::object();
  for (const config::TableDescription& table : config::own_tables())
    tables[table.name] = own_table(table);
  for (const auto& one : host::finder_for(std::filesystem::current_path()).all()) {
    if (one.manifest != nullptr) tables[one.name] = extension_table(*one.manifest);
  }
  OrderedJson properties = tables;
  properties["profile"] = {
      {"description",
       "Tables that override the ones above: carboy run uses development, serve production"},
      {"type", "object"},
      {"additionalProperties",
       {{"type", "object"}, {"properties", tables}, {"additionalProperties", false}}}};
  const OrderedJson schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                           {"title", "app.toml"},
                           {"type", "object"},
                           {"properties", properties},
                           {"additionalProperties", false},
                           {"$defs", {{"secret", secret_schema()}}}};
  std::cout << schema.dump(2) << '\n';
  return 0;
}

int print_config_docs() {
  std::cout << "# Settings of app.toml\n";
  for (const config::TableDescription& table : config::own_tables()) {
    std::cout << '\n';
    print_head(table.is_list ? "[" + table.name + "]" : table.name);
    for (const config::Setting& one : table.settings)
      print_row(one.name, one.help, OrderedJson(one.by_default));
  }
  for (const auto& one : host::finder_for(std::filesystem::current_path()).all()) {
    if (one.manifest == nullptr) continue;
    std::cout << '\n';
    print_head(one.name);
    print_settings(one.manifest->config.root());
    print_row(extensions::kMount, extensions::kMountHelp, OrderedJson());
  }
  return 0;
}

}  // namespace carboy::core::cli
