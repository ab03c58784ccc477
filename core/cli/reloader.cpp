#include "core/cli/reloader.h"

#include <algorithm>
#include <iostream>
#include <set>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/whole_file.h"
#include "core/extensions/resolve/good_sets.h"
#include "core/host/enabled_set.h"

namespace carboy::core::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kQuiet{40};
constexpr const char* kActor = "carboy run --reload";

std::string digest_of(const fs::path& file) {
  std::string bytes;
  const int error = base::read_whole_file(file, bytes);
  return error == 0 ? base::sha256_hex(bytes) : std::to_string(error);
}

// Returns app.toml, the files that it includes, and the files of its secrets.
std::set<fs::path> config_files(const fs::path& folder, const config::AppConfig& config) {
  std::set<fs::path> files{folder / "app.toml"};
  for (const config::ConfigValue& value : config.values) {
    const std::string& source = value.at.source;
    if (!source.empty() && !source.starts_with("CARBOY_")) files.insert(folder / source);
  }
  for (const auto& entry : config.secrets) {
    if (!entry.second.secret_file.empty()) files.insert(folder / entry.second.secret_file);
  }
  return files;
}

std::map<std::string, std::string> digests_of_config(const fs::path& folder,
                                                     const config::AppConfig& config) {
  std::map<std::string, std::string> digests;
  for (const fs::path& file : config_files(folder, config)) {
    digests.emplace(file.string(), digest_of(file));
  }
  return digests;
}

}  // namespace

Reloader::Reloader(fs::path folder, host::Profile profile, config::AppConfig config)
    : folder_(std::move(folder)), profile_(std::move(profile)), config_(std::move(config)) {
  watch_all();
  config_digests_ = digests_of_config(folder_, config_);
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

Reloader::Next Reloader::follow(host::AppManager& manager, const host::RunningApp& running,
                                int stop) {
  // The first round applies changes that were made while the app started.
  do {
    watch_all();
    if (take_config(manager) || take_extensions(manager, running) || take_digests() != digests_) {
      return Next::restart;
    }
  } while (watch_.wait(stop, kQuiet));
  return Next::stop;
}

Reloader::Next Reloader::wait_for_any(int stop) {
  return watch_.wait(stop, kQuiet) ? Next::restart : Next::stop;
}

bool Reloader::take_config(host::AppManager& manager) {
  Digests digests = digests_of_config(folder_, config_);
  if (digests == config_digests_) return false;
  config_digests_ = std::move(digests);
  try {
    const auto reread = manager.reread({kActor}, true);
    if (!reread.need_restart.empty()) return true;
    if (!reread.done.empty()) std::cout << host::describe(reread.done) << '\n' << std::flush;
  } catch (const base::Error& error) {
    std::cerr << error.what() << "\nThe app keeps running unchanged.\n" << std::flush;
    return false;
  }
  config_ = manager.config();
  // What has changed since the configuration was read is found in the next round.
  Digests now = digests_of_config(folder_, config_);
  for (auto& [file, digest] : now) {
    const auto read = config_digests_.find(file);
    if (read != config_digests_.end()) digest = read->second;
  }
  config_digests_ = std::move(now);
  return false;
}

bool Reloader::take_extensions(host::AppManager& manager, const host::RunningApp& running) {
  const auto available = host::finder_for(folder_).all();
  std::vector<std::string> changed;
  for (const auto& one : running.host().loaded()) {
    const auto* found = extensions::find_available(available, one.name);
    if (found == nullptr) continue;  // it may come back in a moment
    const std::string digest = digest_of(found->file);
    if (digest == one.sha256 || refused_[one.name] == digest) continue;
    refused_[one.name] = digest;
    if (found->usable() && found->manifest->unload == extensions::Manifest::Unload::restart) {
      return true;
    }
    changed.push_back(one.name);
  }
  if (!changed.empty()) swap(manager, changed);
  return false;
}

// A service and its users may change together, so all are swapped in one step. If that is refused,
// each is tried alone.
void Reloader::swap(host::AppManager& manager, const std::vector<std::string>& names) {
  try {
    std::cout << host::describe(manager.reload(names, {kActor})) << '\n' << std::flush;
    for (const std::string& name : names) refused_.erase(name);
  } catch (const base::Error& error) {
    if (names.size() > 1) {
      for (const std::string& name : names) swap(manager, {name});
      return;
    }
    std::cerr << error.what() << "\nThe app keeps running unchanged.\n" << std::flush;
  }
}

}  // namespace carboy::core::cli
