#include "core/host/extension_facts.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/base/words.h"
#include "core/extensions/package/inspect.h"
#include "core/extensions/resolve/lock.h"
#include "core/host/app_folder.h"
#include "core/host/enabled_set.h"

namespace carboy::core::host {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// In the order of app::Work; requests are counted by route.
constexpr std::array<const char*, app::kWorks> kWorkNames{"requests", "streams", "timers",
                                                          "background", "slots"};

extensions::InstalledExtension installed_as(const std::string& name,
                                            const extensions::Finder& finder) {
  auto one = finder.find(name);
  if (one && one->usable()) return *std::move(one);
  if (one) throw base::Error(one->refusal);
  throw base::Error("There is no extension \"" + name + "\"; the host looked for " +
                    finder.places(name) + "." +
                    base::did_you_mean(name, extensions::names_of(finder.all())));
}

std::vector<std::string> dependants_in(const std::string& name, const extensions::Finder& finder) {
  std::vector<std::string> names;
  for (const auto& other : finder.all()) {
    if (other.manifest == nullptr) continue;
    for (const auto& need : other.manifest->requirements) {
      if (need.name == name) names.push_back(other.name + " " + need.range.to_string());
    }
  }
  return names;
}

// Returns where the value of a setting comes from, "app.toml:4:8".
std::string source_of(const config::AppConfig& app, const std::string& name) {
  std::string source = "app.toml";
  for (const config::ConfigValue& one : app.values) {
    if (one.name == name || one.name.starts_with(name + ".")) {
      source = config::place_of(one.at, "app.toml");
    }
  }
  return source;
}

bool is_secret_in(const config::AppConfig& app, const std::string& name) {
  return std::any_of(app.secrets.begin(), app.secrets.end(), [&](const auto& secret) {
    return secret.first == name || secret.first.starts_with(name + ".");
  });
}

// Returns its settings in the app: {key: {value, source, secret, operator}}.
Json settings_of(const extensions::Manifest& manifest,
                 const std::optional<config::AppConfig>& app) {
  Json given = Json::object(), all = Json::object();
  if (app) {
    const auto configured = app->settings.find(manifest.name);
    if (configured != app->settings.end()) given = configured->second;
  }
  const Json plain = manifest.config.with_defaults(extensions::OrderedJson(given));
  const Json filled = manifest.config.masked(extensions::OrderedJson(plain), config::kMasked);
  for (const auto& [key, value] : filled.items()) {
    Json& one = all[key] = {{"value", value}, {"source", "default"}};
    const extensions::SchemaNode* const schema = manifest.config.root().find(key);
    const std::string full = manifest.name + "." + key;
    const bool is_given = app && given.contains(key);
    if (!is_given && plain[key] == "") one["value"] = "";  // a secret that is not set is none
    if (is_given) one["source"] = source_of(*app, full);
    const bool is_reference = is_given && is_secret_in(*app, full);
    if (is_reference) one["value"] = config::kMasked;
    if (is_reference || (schema != nullptr && schema->secret)) one["secret"] = true;
    if (schema != nullptr && schema->operator_only) one["operator"] = true;
  }
  return all;
}

Json services_of(const std::vector<extensions::ProvidedService>& services) {
  Json object = Json::object();
  for (const auto& one : services) {
    object[one.id] = std::to_string(one.major) + "." + std::to_string(one.minor);
  }
  return object;
}

Json requirements_of(const std::vector<extensions::Requirement>& requirements) {
  Json object = Json::object();
  for (const auto& one : requirements) object[one.name] = one.range.to_string();
  return object;
}

void add_file(Json& row, const extensions::InstalledExtension& file, const AppView& app) {
  const extensions::Manifest& manifest = *file.manifest;
  row["requires"] = requirements_of(manifest.requirements);
  row["optional"] = requirements_of(manifest.optional);
  row["services"] = {{"provides", services_of(manifest.provides)},
                     {"contributes", services_of(manifest.contributes)},
                     {"uses", services_of(manifest.uses)}};
  row["settings"] = settings_of(manifest, app.config);
  row["signature"] = file.signature.json(trusted_keys(app));
}

// Returns the services with many providers that an extension ("admin 1.4.0") reads, each with its
// providers in order.
Json read_services(RunningApp& running, const std::string& title) {
  Json services = Json::array();
  const auto& registry = running.registries().services;
  const auto generation = running.kernel().generation();
  for (const services::Set* set : registry.sets()) {
    const auto readers = registry.readers_of(set->name());
    const auto of_major = readers.find(set->major_version());
    if (of_major == readers.end() || !of_major->second.contains(title)) continue;
    Json providers = Json::array();
    for (const app::Provider& one : generation->providers().of(*set).items) {
      providers.push_back({{"extension", std::string(one.extension, one.extension_size)},
                           {"priority", one.priority}});
    }
    services.push_back({{"id", set->name()},
                        {"major", set->major_version()},
                        {"providers", std::move(providers)}});
  }
  return services;
}

// How long the requests of a route take: percentiles in milliseconds, and the histogram.
Json route_cost(const app::RouteCost& cost) {
  const auto milliseconds = [](std::uint64_t time) { return static_cast<double>(time) / 1e6; };
  Json histogram = Json::array();
  for (const app::RouteCost::Bucket& bucket : cost.buckets()) {
    histogram.push_back(
        {{"below_ms", milliseconds(bucket.below_nanoseconds)}, {"count", bucket.count}});
  }
  return {{"requests", cost.count()},
          {"p50_ms", milliseconds(cost.nanoseconds_at(0.5))},
          {"p90_ms", milliseconds(cost.nanoseconds_at(0.9))},
          {"p99_ms", milliseconds(cost.nanoseconds_at(0.99))},
          {"histogram", std::move(histogram)}};
}

Json cost_of(const app::ExtensionCost::Sum& total) {
  const auto milliseconds = [](std::uint64_t time) { return static_cast<double>(time) / 1e6; };
  Json cost = {{"requests", total.requests},
               {"errors", total.errors},
               {"inside_ms", milliseconds(total.nanoseconds)}};
  for (std::size_t i = 0; i < app::kWorks; ++i) {
    cost["work"][kWorkNames[i]] = {{"calls", total.by_work[i].calls},
                                   {"inside_ms", milliseconds(total.by_work[i].nanoseconds)}};
  }
  return cost;
}

Json routes_of(RunningApp& running, const std::string& name) {
  Json routes = Json::array();
  const auto generation = running.kernel().generation();
  for (std::size_t i = 0; i < generation->route_count(); ++i) {
    const app::CompiledRoute& route = generation->route(i);
    if (route.owner->name() != name) continue;
    routes.push_back({{"rule", route.entry->rule},
                      {"methods", base::joined(route.entry->methods, ",")},
                      {"endpoint", route.entry->endpoint},
                      {"cost", route_cost(*route.entry->cost)}});
  }
  return routes;
}

std::vector<std::string> enabled_in(const AppView& app) {
  return app.config ? app.config->extensions : std::vector<std::string>();
}

bool is_among(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Json row_of_file(const extensions::InstalledExtension& file, bool is_enabled) {
  return {{"name", file.name},
          {"version", file.manifest ? file.manifest->version.to_string() : ""},
          {"state", !file.usable() ? "rejected"
                    : is_enabled   ? "enabled"
                                   : "available"},
          {"reason", file.refusal},
          {"enabled", is_enabled}};
}

// Adds the file that the next reload would swap to, if it is not the one that runs.
void add_waiting(Json& row, const Availables& files, const extensions::Lock& loaded) {
  const std::string name = row.value("name", "");
  const auto* const file = extensions::find_available(files, name);
  const auto runs = std::find_if(loaded.begin(), loaded.end(),
                                 [&](const auto& entry) { return entry.name == name; });
  if (file == nullptr || !file->usable() || runs == loaded.end()) return;
  try {
    const extensions::LockEntry now = extensions::present_lock({name}, files).front();
    if (now.sha256 == runs->sha256) return;
    row["waiting"] = {{"version", now.version}, {"sha256", now.sha256}};
  } catch (const base::Error&) {  // It is being replaced right now.
  }
}

// Returns the rows of what runs, and the names of those that are not only retired.
Json running_rows(RunningApp& running, const std::vector<std::string>& enabled,
                  std::vector<std::string>& names) {
  Json rows = Json::array();
  for (const auto& one : running.host().list()) {
    Json row = {{"name", one.name},
                {"version", one.version},
                {"state", extensions::name_of(one.state)},
                {"reason", one.reason},
                {"enabled", is_among(enabled, one.name)}};
    if (one.state != extensions::State::retired) {
      names.push_back(one.name);
      row["cost"] = cost_of(running.host().cost_of(one.name));
      row["routes"] = routes_of(running, one.name);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

AppView view_of(const fs::path& folder, const Profile& profile, RunningApp* running) {
  AppView app{finder_for(folder), std::nullopt, running};
  if (fs::exists(folder / "app.toml")) app.config = load_config(folder / "app.toml", profile);
  return app;
}

extensions::TrustedKeys trusted_keys(const AppView& app) {
  return app.config ? app.config->host_keys : extensions::TrustedKeys();
}

Json list_facts(const AppView& app, bool all) {
  const std::vector<std::string> enabled = enabled_in(app);
  const auto files = app.finder.all();
  std::vector<std::string> listed;
  Json rows = Json::array();
  if (app.running != nullptr) rows = running_rows(*app.running, enabled, listed);
  for (Json& row : rows) {
    const auto* const file = extensions::find_available(files, row.value("name", ""));
    if (file == nullptr || file->manifest == nullptr || !row.contains("cost")) continue;
    add_file(row, *file, app);
    add_waiting(row, files, app.running->host().loaded());
  }
  for (const auto& file : files) {
    const bool is_enabled = is_among(enabled, file.name);
    if (is_among(listed, file.name) || !(all || (is_enabled && app.running == nullptr))) continue;
    Json row = row_of_file(file, is_enabled);
    if (file.manifest != nullptr) add_file(row, file, app);
    rows.push_back(std::move(row));
  }
  return rows;
}

Json running_facts(RunningApp& running, const std::string& name) {
  const auto listed = running.host().list();
  const auto entry =
      std::find_if(listed.begin(), listed.end(), [&](const auto& one) { return one.name == name; });
  if (entry == listed.end()) return {{"ok", false}, {"text", name + " does not run here."}};
  Json command_names = Json::array();
  for (const auto& command : running.host().commands()) {
    if (command.extension == name) command_names.push_back(command.name);
  }
  return {{"ok", true},
          {"version", entry->version},
          {"state", extensions::name_of(entry->state)},
          {"cost", cost_of(running.host().cost_of(name))},
          {"routes", routes_of(running, name)},
          {"reads", read_services(running, name + " " + entry->version)},
          {"commands", command_names}};
}

Json info_facts(const AppView& app, const std::string& name) {
  const extensions::InstalledExtension one = installed_as(name, app.finder);
  const auto file = extensions::ExtensionFile::open(one.file, one.path);
  Json info = extensions::inspect_json(file, trusted_keys(app));
  info["path"] = one.path;
  info["enabled"] = is_among(enabled_in(app), name);
  info["required_by"] = dependants_in(name, app.finder);
  info["set"] = settings_of(file.manifest(), app.config);
  info["schema"] = extensions::json_schema(file.manifest().config.root());
  if (app.running == nullptr) return info;
  Json running = running_facts(*app.running, name);
  if (running.value("ok", false)) {
    running.erase("ok");
    info["running"] = std::move(running);
  }
  return info;
}

}  // namespace carboy::core::host
