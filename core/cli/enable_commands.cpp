#include "core/cli/enable_commands.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iostream>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/base/system_error.h"
#include "core/cli/app_folder.h"
#include "core/cli/extension_list.h"
#include "core/extensions/resolver.h"

namespace carboy::core::cli {
namespace {

namespace fs = std::filesystem;

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Refuses what would not start, unless it does not start now either.
void check_fit(const app::AppConfig& config, const std::vector<std::string>& next,
               const std::vector<extensions::Available>& available) {
  const auto after = extensions::resolve(next, available, own_version());
  if (after.ok() || !extensions::resolve(config.extensions, available, own_version()).ok()) return;
  throw base::Error(after.report(config.name) + "\napp.toml is as it was.");
}

void replace_app(const fs::path& file, const std::string& text) {
  if (const int error = base::replace_file(file, text); error != 0) {
    throw base::Error("app.toml cannot be written: " + base::system_words(error) +
                      ". It is as it was.");
  }
}

int say(const std::string& line) {
  std::cout << line << '\n';
  return 0;
}

}  // namespace

int enable_extension(const std::string& name) {
  const fs::path folder = fs::current_path();
  const base::FolderLock lock(folder);
  const AppText app = read_app(folder / "app.toml");
  if (has(app.config.extensions, name)) return say(name + " is enabled already.");
  const auto available = finder_for(folder).all();
  std::vector<std::string> known;
  for (const auto& one : available) known.push_back(one.name);
  const auto found = std::find_if(available.begin(), available.end(),
                                  [&](const auto& one) { return one.name == name; });
  if (found == available.end()) {
    throw base::Error("There is no extension \"" + name + "\"." + base::did_you_mean(name, known) +
                      "\n`carboy ext list --available` shows what can be enabled.");
  }
  if (!found->usable()) throw base::Error(found->refusal);
  std::vector<std::string> next = app.config.extensions;
  next.push_back(name);
  check_fit(app.config, next, available);
  replace_app(folder / "app.toml", with_extension(app.text, name));
  return say(name + " " + found->manifest->version.to_string() +
             " is enabled. It starts with the app: carboy run");
}

int disable_extension(const std::string& name) {
  const fs::path folder = fs::current_path();
  const base::FolderLock lock(folder);
  const AppText app = read_app(folder / "app.toml");
  if (!has(app.config.extensions, name)) {
    const std::string meant = base::did_you_mean(name, app.config.extensions);
    if (!meant.empty()) throw base::Error("\"" + name + "\" is not enabled." + meant);
    return say(name + " is not enabled.");
  }
  std::vector<std::string> next = app.config.extensions;
  std::erase(next, name);
  check_fit(app.config, next, finder_for(folder).all());
  replace_app(folder / "app.toml", without_extension(app.text, name));
  return say(name + " is disabled. An app that runs keeps it until it is started again.");
}

}  // namespace carboy::core::cli
