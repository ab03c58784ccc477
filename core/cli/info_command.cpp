#include "core/cli/info_command.h"

#include <algorithm>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/base/words.h"
#include "core/cli/control_socket.h"
#include "core/extensions/package/inspect.h"
#include "core/host/app_folder.h"
#include "core/host/running_app.h"

namespace carboy::core::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

extensions::InstalledExtension found(const std::string& name, const extensions::Finder& finder) {
  auto one = finder.find(name);
  if (one && one->usable()) return *std::move(one);
  if (one) throw base::Error(one->refusal);
  throw base::Error("There is no extension \"" + name + "\"; the host looked for " +
                    finder.places(name) + "." +
                    base::did_you_mean(name, extensions::names_of(finder.all())));
}

std::vector<std::string> dependants(const std::string& name, const extensions::Finder& finder) {
  std::vector<std::string> names;
  for (const auto& other : finder.all()) {
    if (other.manifest == nullptr) continue;
    for (const auto& need : other.manifest->requirements) {
      if (need.name == name) names.push_back(other.name + " " + need.range.to_string());
    }
  }
  return names;
}

// Returns its settings in the app of this folder: {key: {value, source}}.
Json settings_of(const extensions::Manifest& manifest,
                 const std::optional<config::AppConfig>& app) {
  Json given = Json::object(), all = Json::object();
  if (app) {
    const auto configured = app->settings.find(manifest.name);
    if (configured != app->settings.end()) given = configured->second;
  }
  const Json filled = manifest.config.masked(
      manifest.config.with_defaults(extensions::OrderedJson(given)), config::kMasked);
  for (const auto& [key, value] : filled.items()) {
    all[key] = {{"value", value}, {"source", "default"}};
  }
  if (!app) return all;
  for (const auto& [key, value] : given.items()) {
    const std::string full = manifest.name + "." + key;
    all[key]["source"] = "app.toml";
    for (const config::ConfigValue& one : app->values) {
      if (one.name == full || one.name.starts_with(full + ".")) {
        all[key]["source"] = config::place_of(one.at, "app.toml");
      }
    }
    for (const auto& [secret, position] : app->secrets) {
      if (secret == full || secret.starts_with(full + ".")) all[key]["value"] = config::kMasked;
    }
  }
  return all;
}

std::string joined(const Json& words) {
  return base::joined(words.get<std::vector<std::string>>());
}

std::string line(const std::string& label, const std::string& text) {
  if (text.empty()) return {};
  std::string padded = label;
  padded.resize(11, ' ');
  return padded + text + "\n";
}

std::string settings_lines(const Json& settings) {
  std::string text;
  for (const auto& [key, one] : settings.items()) {
    text += line(text.empty() ? "set" : "",
                 key + " = " + one["value"].dump() + "   " + one["source"].get<std::string>());
  }
  return text;
}

// Returns the services with many providers that an extension ("admin 1.4.0") reads, each with its
// providers in order.
Json read_services(host::RunningApp& running, const std::string& title) {
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

std::string reads_lines(const Json& services) {
  std::string text, label = "reads";
  for (const Json& one : services) {
    std::string providers;
    for (const Json& provider : one["providers"]) {
      providers += (providers.empty() ? "" : ", ") + provider.value("extension", "");
    }
    text += line(label, one.value("id", "") + " " + std::to_string(one.value("major", 0)) + "   " +
                            (providers.empty() ? "no providers" : providers));
    label.clear();
  }
  return text;
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

std::string three_digits(const Json& cost, const char* key) {
  std::ostringstream text;
  text << std::setprecision(3) << cost.value(key, 0.0) << " ms";
  return text.str();
}

std::string total_cost_line(const Json& cost) {
  return line("cost", base::counted(cost.value("requests", 0ULL), "request") + ", " +
                          base::counted(cost.value("errors", 0ULL), "error") + ", " +
                          three_digits(cost, "inside_ms") + " inside its code");
}

std::string route_cost_text(const Json& cost) {
  const std::uint64_t requests = cost.value("requests", 0ULL);
  if (requests == 0) return {};
  return "   " + base::counted(requests, "request") + ", half within " +
         three_digits(cost, "p50_ms") + ", 99 % within " + three_digits(cost, "p99_ms");
}

std::string running_lines(const Json& running) {
  std::string text =
      line("runs", running.value("version", "") + "   " + running.value("state", "")) +
      total_cost_line(running.value("cost", Json::object()));
  std::string label = "routes";
  for (const Json& route : running.value("routes", Json::array())) {
    text += line(label, route.value("rule", "") + "   " + route.value("methods", "") + "   " +
                            route.value("endpoint", "") +
                            route_cost_text(route.value("cost", Json::object())));
    label.clear();
  }
  text += reads_lines(running.value("reads", Json::array()));
  return text + line("commands", joined(running.value("commands", Json::array())));
}

}  // namespace

Json running_info(host::RunningApp& running, const std::string& name) {
  const auto listed = running.host().list();
  const auto entry =
      std::find_if(listed.begin(), listed.end(), [&](const auto& one) { return one.name == name; });
  if (entry == listed.end()) return {{"ok", false}, {"text", name + " does not run here."}};
  Json routes = Json::array();
  app::ExtensionCost::Sum total;
  {
    const auto generation = running.kernel().generation();
    for (std::size_t i = 0; i < generation->route_count(); ++i) {
      const app::CompiledRoute& route = generation->route(i);
      if (route.owner->name() != name) continue;
      routes.push_back({{"rule", route.entry->rule},
                        {"methods", base::joined(route.entry->methods, ",")},
                        {"endpoint", route.entry->endpoint},
                        {"cost", route_cost(*route.entry->cost)}});
      total = route.owner->cost.sum();
    }
  }
  Json command_names = Json::array();
  for (const auto& command : running.host().commands()) {
    if (command.extension == name) command_names.push_back(command.name);
  }
  return {{"ok", true},
          {"version", entry->version},
          {"state", extensions::name_of(entry->state)},
          {"cost",
           {{"requests", total.requests},
            {"errors", total.errors},
            {"inside_ms", static_cast<double>(total.nanoseconds) / 1e6}}},
          {"routes", std::move(routes)},
          {"reads", read_services(running, name + " " + entry->version)},
          {"commands", command_names}};
}

int extension_info(const std::string& name, bool json) {
  const fs::path folder = fs::current_path();
  const extensions::Finder finder = host::finder_for(folder);
  const extensions::InstalledExtension one = found(name, finder);
  const auto file = extensions::ExtensionFile::open(one.file, one.path);
  std::optional<config::AppConfig> app;
  if (fs::exists(folder / "app.toml"))
    app = host::load_config(folder / "app.toml", host::profile_for(""));
  const bool is_enabled = app && std::find(app->extensions.begin(), app->extensions.end(), name) !=
                                     app->extensions.end();
  const auto reply = ask(folder, {{"command", "info"}, {"name", name}});
  const bool runs = reply && reply->value("ok", false);

  Json info = extensions::inspect_json(file);
  info["path"] = one.path;
  info["enabled"] = is_enabled;
  info["required_by"] = dependants(name, finder);
  info["set"] = settings_of(file.manifest(), app);
  if (runs) {
    info["running"] = *reply;
    info["running"].erase("ok");
  }
  if (json) {
    std::cout << info.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return 0;
  }
  std::cout << extensions::inspect_text(file) << line("file", one.path)
            << line("state", is_enabled ? "enabled" : "available; `carboy ext enable " + name + "`")
            << line("needed by", joined(info["required_by"])) << settings_lines(info["set"]);
  if (runs) std::cout << running_lines(*reply);
  return 0;
}

}  // namespace carboy::core::cli
