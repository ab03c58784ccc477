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

std::string print_of(const fs::path& file) {
  std::string bytes;
  const int error = base::read_whole_file(file, bytes);
  return error == 0 ? base::sha256_hex(bytes) : std::to_string(error);
}

// app.toml and what it includes.
std::set<fs::path> config_files(const fs::path& folder, const config::AppConfig& config) {
  std::set<fs::path> files{folder / "app.toml"};
  for (const config::ConfigValue& value : config.values) {
    const std::string& source = value.at.source;
    if (!source.empty() && !source.starts_with("CARBOY_")) files.insert(folder / source);
  }
  return files;
}

std::string print_of_config(const fs::path& folder, const config::AppConfig& config) {
  std::string all;
  for (const fs::path& file : config_files(folder, config)) all += print_of(file);
  return all;
}

// All that is said but for the tables of extensions.
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
  config_print_ = print_of_config(folder_, config_);
  prints_ = take_prints();
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
    // Through links, which is how an extension is worked on: extensions/x.so -> ../x/build/x.so.
    const fs::path real = fs::canonical(one.file, ignored);
    if (!ignored) watch_.add(real.parent_path());
  }
}

Reloader::Prints Reloader::take_prints() const {
  Prints prints{{"models.toml", print_of(folder_ / "models.toml")}};
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder_ / "templates", ignored)) {
    if (entry.is_regular_file(ignored)) prints[entry.path().string()] = print_of(entry.path());
  }
  return prints;
}

Reloader::Next Reloader::follow(host::RunningApp& running, int stop) {
  // First a look at what changed while the app started.
  do {
    watch_all();
    if (take_config(running) || take_extensions(running) || take_prints() != prints_) {
      return Next::restart;
    }
  } while (watch_.wait(stop, kQuiet));
  return Next::stop;
}

Reloader::Next Reloader::wait_for_any(int stop) {
  return watch_.wait(stop, kQuiet) ? Next::restart : Next::stop;
}

bool Reloader::take_config(host::RunningApp& running) {
  std::string print = print_of_config(folder_, config_);
  if (print == config_print_) return false;
  config_print_ = std::move(print);
  config::AppConfig next;
  try {
    next = host::load_config(folder_ / "app.toml", profile_);
  } catch (const base::Error& error) {
    std::cerr << error.what() << "\nThe app goes on as it was.\n" << std::flush;
    return false;
  }
  config_print_ = print_of_config(folder_, next);
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
    const std::string print = print_of(found->file);
    if (print == one.sha256 || refused_[one.name] == print) continue;
    refused_[one.name] = print;
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
    std::cerr << error.what() << "\nThe app goes on as it was.\n" << std::flush;
  }
  return false;
}

}  // namespace carboy::core::cli
