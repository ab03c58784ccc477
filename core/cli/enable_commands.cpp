#include "core/cli/enable_commands.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iostream>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/cli/enabled_set.h"
#include "core/cli/extension_list.h"
#include "core/host/app_folder.h"

namespace carboy::core::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUnchanged = "app.toml was not changed.";

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

int say(const std::string& line) {
  std::cout << line << '\n';
  return 0;
}

}  // namespace

int enable_extension(const std::string& name) {
  const fs::path folder = fs::current_path();
  const base::FolderLock lock(folder);
  const host::AppText app = host::read_app(folder / "app.toml");
  if (has(app.config.extensions, name)) return say(name + " is already enabled.");
  const auto available = host::finder_for(folder).all();
  const auto* found = extensions::find_available(available, name);
  if (found == nullptr) {
    throw base::Error("There is no extension \"" + name + "\"." +
                      base::did_you_mean(name, extensions::names_of(available)) +
                      "\n`carboy ext list --available` shows what can be enabled.");
  }
  if (!found->usable()) throw base::Error(found->refusal);
  std::vector<std::string> next = app.config.extensions;
  next.push_back(name);
  check_fit(app.config.name, {app.config.extensions, available, app.config.provide},
            {next, available, app.config.provide}, kUnchanged);
  replace_app(folder / "app.toml", with_extension(app.text, name));
  return say(name + " " + found->manifest->version.to_string() +
             " is enabled. It starts with the app: carboy run");
}

int disable_extension(const std::string& name) {
  const fs::path folder = fs::current_path();
  const base::FolderLock lock(folder);
  const host::AppText app = host::read_app(folder / "app.toml");
  if (!has(app.config.extensions, name)) {
    const std::string meant = base::did_you_mean(name, app.config.extensions);
    if (!meant.empty()) throw base::Error("\"" + name + "\" is not enabled." + meant);
    return say(name + " is not enabled.");
  }
  std::vector<std::string> next = app.config.extensions;
  std::erase(next, name);
  const auto available = host::finder_for(folder).all();
  check_fit(app.config.name, {app.config.extensions, available, app.config.provide},
            {next, available, app.config.provide}, kUnchanged);
  replace_app(folder / "app.toml", without_extension(app.text, name));
  return say(name + " is disabled. A running app keeps it until it is restarted.");
}

}  // namespace carboy::core::cli
