// What there is to say about the extensions of an app, as JSON: `carboy ext list`, `carboy ext info`
// and carboy.Management give it out. Readers ignore members that they do not know, so that members
// can be added.
//
// Thread rule: any thread that may wait for the disk.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "core/config/config.h"
#include "core/extensions/resolve/finder.h"
#include "core/host/app_folder.h"
#include "core/host/running_app.h"

namespace carboy::core::host {

// An app, as far as there is one.
struct AppView {
  extensions::Finder finder;
  std::optional<config::AppConfig> config;  // of app.toml
  RunningApp* running = nullptr;
};
// Returns the view of the app in `folder`; without app.toml it has no configuration. Throws
// base::Error if app.toml has mistakes.
AppView view_of(const std::filesystem::path& folder, const Profile& profile, RunningApp* running);

// Returns the keys of [host] keys; none without app.toml.
extensions::TrustedKeys trusted_keys(const AppView& app);

// Returns the extensions that run, or those that are enabled if no app runs; with `all`, also those
// that are only installed. Each has name, version, state, reason and enabled, and, if its file can
// be read, requires, optional, services, settings and signature; while it runs, cost and routes, and waiting,
// {version, sha256}, if its file is another one than it runs with.
nlohmann::json list_facts(const AppView& app, bool all);

// Returns what extensions::inspect_json() says, with path, enabled, required_by, set (its settings,
// with their values and sources) and, while it runs, running. Throws base::Error if there is no such
// extension or its file cannot be used.
nlohmann::json info_facts(const AppView& app, const std::string& name);

// Returns {ok, version, state, cost, routes, reads, commands}, or {ok: false, text} when no
// extension of that name runs.
nlohmann::json running_facts(RunningApp& running, const std::string& name);

}  // namespace carboy::core::host
