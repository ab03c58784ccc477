#include "core/cli/config_description.h"

#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/app/config_tables.h"
#include "core/cli/app_folder.h"
#include "core/extensions/schema_json.h"

namespace carboy::core::cli {
namespace {

using extensions::Json;
using extensions::SchemaNode;

// Whatever stands for a value that is not for everybody's eyes.
Json secret_schema() {
  const Json text{{"type", "string"}};
  return {{"type", "object"},
          {"properties", {{"env", text}, {"file", text}}},
          {"minProperties", 1},
          {"additionalProperties", false}};
}

Json or_secret(Json schema) {
  return {{"anyOf", Json::array({std::move(schema), Json{{"$ref", "#/$defs/secret"}}})}};
}

Json own_table(const app::TableDescription& table) {
  Json properties = Json::object();
  for (const app::Setting& setting : table.settings) {
    Json one = or_secret(setting.schema);
    one["description"] = setting.help;
    if (!setting.by_default.is_null()) one["default"] = setting.by_default;
    properties[setting.name] = std::move(one);
  }
  return {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
}

Json extension_table(const extensions::Manifest& manifest) {
  Json table = extensions::json_schema(manifest.config.root());
  if (table.contains("properties")) {
    for (auto& [name, schema] : table["properties"].items()) {
      Json one = or_secret(schema);
      for (const char* key : {"description", "default"}) {
        if (schema.contains(key)) one[key] = schema[key];
      }
      schema = std::move(one);
    }
  }
  table.erase("required");  // a profile or a variable may give it
  table["description"] =
      manifest.name + " " + manifest.version.to_string() + ": " + manifest.summary;
  return table;
}

// A cell of a Markdown table.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) {
    text.replace(at, 1, "\\|");
  }
  return text;
}

void print_row(const std::string& name, const std::string& help, const Json& by_default) {
  std::cout << "| `" << name << "` | " << cell(help) << " | "
            << (by_default.is_null() ? "" : "`" + cell(by_default.dump()) + "`") << " |\n";
}

void print_head(const std::string& name) {
  std::cout << "## [" << name << "]\n\n| | | default |\n|---|---|---|\n";
}

void print_properties(const SchemaNode& node, const std::string& prefix) {
  for (const auto& [name, schema] : node.properties) {
    if (schema.has_properties) {
      print_properties(schema, prefix + name + ".");
      continue;
    }
    const std::string kind(extensions::name_of(schema.type));
    print_row(prefix + name,
              schema.description.empty() ? kind : schema.description + " (" + kind + ")",
              schema.default_value.value_or(Json()));
  }
}

}  // namespace

int print_config_schema() {
  Json tables = Json::object();
  for (const app::TableDescription& table : app::own_tables())
    tables[table.name] = own_table(table);
  for (const auto& one : finder_for(std::filesystem::current_path()).all()) {
    if (one.manifest != nullptr) tables[one.name] = extension_table(*one.manifest);
  }
  Json properties = tables;
  properties["profile"] = {
      {"description",
       "What is laid over the tables: carboy run takes development, serve production"},
      {"type", "object"},
      {"additionalProperties",
       {{"type", "object"}, {"properties", tables}, {"additionalProperties", false}}}};
  const Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
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
  for (const app::TableDescription& table : app::own_tables()) {
    std::cout << '\n';
    print_head(table.name);
    for (const app::Setting& one : table.settings)
      print_row(one.name, one.help, Json(one.by_default));
  }
  for (const auto& one : finder_for(std::filesystem::current_path()).all()) {
    if (one.manifest == nullptr || one.manifest->config.root().properties.empty()) continue;
    std::cout << '\n';
    print_head(one.name);
    print_properties(one.manifest->config.root(), "");
  }
  return 0;
}

}  // namespace carboy::core::cli
