#include "core/check/manifest.h"

#include <algorithm>
#include <sstream>

#include "core/base/toml.h"
#include "core/elf/lint.h"
#include "core/host/app_folder.h"

namespace carboy::core::check {
namespace {

using extensions::Version;
using Severity = Finding::Severity;

std::string short_version(const Version& version) {
  return std::to_string(version.major) + "." + std::to_string(version.minor);
}

// A host refuses extensions that were built with a newer SDK than its own version.
void check_sdk(const extensions::ExtensionFile& file, std::vector<Finding>& all) {
  const Version& built = file.build().sdk;
  const auto& range = file.manifest().sdk;
  const std::string needed =
      "Write \"sdk\": \"^" + short_version(built) + "\" into extension.json.";
  if (!range.contains(built)) {
    all.push_back({"sdk", Severity::error,
                   "is built with SDK " + short_version(built) +
                       ", which is outside the range of its manifest, sdk " + range.to_string(),
                   needed, ""});
    return;
  }
  if (!range.contains(host::own_version())) {
    all.push_back({"sdk", Severity::error,
                   "its manifest requires sdk " + range.to_string() + "; this host has " +
                       host::own_version().to_string(),
                   "Check it with the host that it is made for, or build it for this one.", ""});
  }
  const auto lowest = range.lowest();
  const bool promises_more =
      lowest && (lowest->major < built.major ||
                 (lowest->major == built.major && lowest->minor < built.minor));
  if (!promises_more) return;
  all.push_back({"sdk", Severity::warning,
                 "is built with SDK " + short_version(built) + ", but its manifest promises sdk " +
                     range.to_string() + ": a host " + short_version(*lowest) + " will refuse it",
                 "Build it with SDK " + short_version(*lowest) + ". Or: " + needed, ""});
}

// <12 hexadecimal digits>_<slug>.toml
bool is_revision_name(std::string_view name) {
  constexpr std::size_t kDigits = 12;
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return name.size() > kDigits + 6 && name[kDigits] == '_' && name.ends_with(".toml") &&
         std::all_of(name.begin(), name.begin() + kDigits, is_hex);
}

bool is_table_of(const std::string& table, const std::string& extension) {
  return table == extension || table.starts_with(extension + "_");
}

// Returns the tables that the operations of a revision create: create_table = { name = "..." }.
std::vector<std::string> made_tables(std::string_view text) {
  std::vector<std::string> tables;
  try {
    const toml::table revision = toml::parse(text);
    const auto* const operations = revision["upgrade"].as_array();
    if (operations == nullptr) return tables;
    for (const toml::node& operation : *operations) {
      const auto* const table = operation.as_table();
      if (table == nullptr) continue;
      const auto made = (*table)["create_table"];
      for (const char* const key : {"name", "table"}) {
        if (const auto name = made[key].value<std::string>()) tables.push_back(*name);
      }
    }
  } catch (const toml::parse_error&) {
    tables.clear();
  }
  return tables;
}

void check_migrations(const extensions::ExtensionFile& file, std::vector<Finding>& all) {
  constexpr std::string_view kFolder = "migrations/";
  const std::string& name = file.manifest().name;
  for (const elf::Resource& one : file.resources()) {
    if (!one.path.starts_with(kFolder)) continue;
    const std::string path(one.path);
    if (!is_revision_name(one.path.substr(kFolder.size()))) {
      all.push_back({"names", Severity::warning, "has a migration named " + path,
                     "Name it <12 hexadecimal digits>_<words>.toml, as `carboy db migrate` does.",
                     ""});
    }
    for (const std::string& table : made_tables(one.bytes)) {
      if (is_table_of(table, name)) continue;
      all.push_back({"names", Severity::warning,
                     "creates the table " + table + " (" + path + "), which does not begin with " +
                         name + "_",
                     "Name it " + name + "_" + table +
                         ", so that it cannot collide with another extension's.",
                     ""});
    }
  }
}

}  // namespace

std::vector<Finding> manifest_findings(const extensions::ExtensionFile& file) {
  std::vector<Finding> all;
  check_sdk(file, all);
  check_migrations(file, all);
  return all;
}

std::vector<Finding> settings_findings(const extensions::Manifest& manifest,
                                       const nlohmann::json& settings) {
  std::vector<Finding> all;
  for (const auto& mistake : manifest.config.validate(extensions::OrderedJson(settings))) {
    std::string key = mistake.field.substr(std::min<std::size_t>(1, mistake.field.size()));
    std::replace(key.begin(), key.end(), '/', '.');
    all.push_back(
        {"settings", Severity::error,
         "cannot start: [" + manifest.name + "] " + (key.empty() ? "" : key + ": ") + mistake.text,
         "`carboy ext check --set " + (key.empty() ? "KEY" : key) +
             "=VALUE` sets it, and so does [" + manifest.name + "] in an app.toml here.",
         ""});
  }
  return all;
}

}  // namespace carboy::core::check
