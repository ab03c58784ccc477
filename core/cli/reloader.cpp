#include "core/cli/reloader.h"

#include <algorithm>
#include <iostream>
#include <set>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/whole_file.h"
#include "core/cli/enabled_set.h"
#include "core/extensions/resolve/good_sets.h"

namespace carboy::core::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kQuiet{40};

std::string digest_of(const fs::path& file) {
  std::string bytes;
  const int error = base::read_whole_file(file, bytes);
  return error == 0 ? base::sha256_hex(bytes) : std::to_string(error);
}

// Returns app.toml and the files that it includes.
std::set<fs::path> config_files(const fs::path& folder, const config::AppConfig& config) {
  std::set<fs::path> files{folder / "app.toml"};
  for (const config::ConfigValue& value : config.values) {
    const std::string& source = value.at.source;
    if (!source.empty() && !source.starts_with("CARBOY_")) files.insert(folder / source);
  }
  return files;
}

std::string digest_of_config(const fs::path& folder, const config::AppConfig& config) {
  std::string all;
  for (const fs::path& file : config_files(folder, config)) all += digest_of(file);
  return all;
}

// Returns the values outside the tables of extensions.
std::vector<std::pair<std::string, nlohmann::json>> own_values(const config::AppConfig& config) {
  std::vector<std::pair<std::string, nlohmann::json>> values;
  for (const config::ConfigValue& value : config.values) {
    const std::string table = value.name.substr(0, value.name.find('.'));
    if (!config.settings.contains(table)) values.emplace_back(value.name, value.value);
  }
  return values;
}

const nlohmann::json& settings_in(const config::AppConfig& config, const std::string& name) {
  static const nlohmann::json none = nlohmann::json::object();
  const auto found = config.settings.find(name);
  return found == config.settings.end() ? none : found->second;
}

}  // namespace

Reloader::Reloader(fs::path folder, host::Profile profile, config::AppConfig config)
    : folder_(std::move(folder)), profile_(std::move(profile)), config_(std::move(config)) {
  watch_all();
  config_digest_ = digest_of_config(folder_, config_);
  digests_ = take_digests();
}

void Reloader::watch_all() {
  for (const fs::path& file : config_files(folder_, config_)) watch_.add(file.parent_path());
  watch_.add(folder_ / "extensions");
  watch_.add(folder_ / "templates");
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder_ / "templates", ignored)) {
    if (entry.is_directory(ignored)) watch_.add(entry.path());
  }
  for (const auto& one : host::finder_for(folder_).all()) {
    // Follow links, which point into build folders: extensions/x.so -> ../x/build/x.so.
    const fs::path real = fs::canonical(one.file, ignored);
    if (!ignored) watch_.add(real.parent_path());
  }
}

Reloader::Digests Reloader::take_digests() const {
  Digests digests{{"models.toml", digest_of(folder_ / "models.toml")}};
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder_ / "templates", ignored)) {
    if (entry.is_regular_file(ignored)) digests[entry.path().string()] = digest_of(entry.path());
  }
  return digests;
}

Reloader::Next Reloader::follow(host::RunningApp& running, int stop) {
  // The first round applies changes that were made while the app started.
  do {
    watch_all();
    if (take_config(running) || take_extensions(running) || take_digests() != digests_) {
      return Next::restart;
    }
  } while (watch_.wait(stop, kQuiet));
  return Next::stop;
}

Reloader::Next Reloader::wait_for_any(int stop) {
  return watch_.wait(stop, kQuiet) ? Next::restart : Next::stop;
}

bool Reloader::take_config(host::RunningApp& running) {
  std::string digest = digest_of_config(folder_, config_);
  if (digest == config_digest_) return false;
  config_digest_ = std::move(digest);
  config::AppConfig next;
  try {
    next = host::load_config(folder_ / "app.toml", profile_);
  } catch (const base::Error& error) {
    std::cerr << error.what() << "\nThe app keeps running unchanged.\n" << std::flush;
    return false;
  }
  config_digest_ = digest_of_config(folder_, next);
  const config::AppConfig before = std::exchange(config_, std::move(next));
  if (own_values(before) != own_values(config_)) return true;
  for (const std::string& name : config_.extensions) {
    const nlohmann::json& settings = settings_in(config_, name);
    if (settings != settings_in(before, name) && reload(running, name, &settings)) return true;
  }
  return false;
}

bool Reloader::take_extensions(host::RunningApp& running) {
  const extensions::Lock loaded = running.host().loaded();
  const auto available = host::finder_for(folder_).all();
  for (const auto& one : loaded) {
    const auto* found = extensions::find_available(available, one.name);
    if (found == nullptr) continue;  // it may come back in a moment
    const std::string digest = digest_of(found->file);
    if (digest == one.sha256 || refused_[one.name] == digest) continue;
    refused_[one.name] = digest;
    if (reload(running, one.name, nullptr)) return true;
  }
  return false;
}

bool Reloader::reload(host::RunningApp& running, const std::string& name,
                      const nlohmann::json* settings) {
  const auto available = host::finder_for(folder_).all();
  const auto* found = extensions::find_available(available, name);
  if (found != nullptr && found->usable() &&
      found->manifest->unload == extensions::Manifest::Unload::restart) {
    return true;
  }
  try {
    const auto done =
        settings == nullptr ? running.host().reload(name) : running.host().reload(name, *settings);
    refused_.erase(name);
    std::cout << done.describe() << '\n' << std::flush;
  } catch (const base::Error& error) {
    std::cerr << error.what() << "\nThe app keeps running unchanged.\n" << std::flush;
  }
  return false;
}

}  // namespace carboy::core::cli
