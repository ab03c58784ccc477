#include "core/host/app_manager.h"

#include <algorithm>
#include <exception>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/words.h"
#include "core/extensions/resolve/good_sets.h"
#include "core/host/file_rollback.h"
#include "core/host/list_change.h"
#include "core/host/settings_change.h"

namespace carboy::core::host {
namespace {

using Settings = std::map<std::string, nlohmann::json, std::less<>>;

void take_setting(const Settings& from, const std::string& name, Settings& to) {
  const auto found = from.find(name);
  if (found == from.end()) {
    to.erase(name);
  } else {
    to[name] = found->second;
  }
}

bool have_same_setting(const Settings& a, const Settings& b, const std::string& name) {
  const auto in_a = a.find(name), in_b = b.find(name);
  if (in_a == a.end() || in_b == b.end()) return (in_a == a.end()) == (in_b == b.end());
  return in_a->second == in_b->second;
}

// The values that only a start of the app applies.
std::map<std::string, nlohmann::json> values_of_start(const config::AppConfig& config) {
  std::map<std::string, nlohmann::json> values;
  for (const config::ConfigValue& value : config.values) {
    const std::string table = value.name.substr(0, value.name.find('.'));
    if (value.name == "app.extensions" || value.name.starts_with("app.provide.") ||
        config.settings.contains(table)) {
      continue;
    }
    values.emplace(value.name, value.value);
  }
  return values;
}

std::vector<std::string> changed_names(const std::map<std::string, nlohmann::json>& before,
                                       const std::map<std::string, nlohmann::json>& after) {
  std::vector<std::string> names;
  for (const auto& [name, value] : after) {
    const auto old = before.find(name);
    if (old == before.end() || old->second != value) names.push_back(name);
  }
  for (const auto& entry : before) {
    if (!after.contains(entry.first)) names.push_back(entry.first);
  }
  return names;
}

std::unique_lock<std::mutex> only_change(std::mutex& changing, bool waits) {
  std::unique_lock lock(changing, std::defer_lock);
  if (waits) {
    lock.lock();
  } else if (!lock.try_lock()) {
    throw base::Error(
        "Another change of the extensions is under way. Try again when it has ended.");
  }
  return lock;
}

}  // namespace

std::string describe(const std::vector<extensions::Reload>& done) {
  std::string lines;
  for (const extensions::Reload& one : done) {
    lines += (lines.empty() ? "" : "\n") + one.describe();
    for (const std::string& text : one.announcements) lines += "\n" + text;
    for (const std::string& text : one.warnings) lines += "\nwarning: " + text;
  }
  return lines;
}

AppManager::AppManager(RunningApp& running, std::filesystem::path folder, Profile profile,
                       config::AppConfig config, Log log)
    : running_(running),
      folder_(std::move(folder)),
      profile_(std::move(profile)),
      log_(std::move(log)),
      config_(std::move(config)),
      started_with_(values_of_start(config_)) {}

config::AppConfig AppManager::config() const {
  const std::lock_guard lock(mutex_);
  return config_;
}

AppView AppManager::view() const {
  try {
    return view_of(folder_, profile_, &running_);
  } catch (const base::Error&) {
    return {finder_for(folder_), config(), &running_};
  }
}

std::vector<extensions::Reload> AppManager::apply(const extensions::Change& change,
                                                  const Asked& asked, const std::string& verb,
                                                  const std::function<void()>& keep) {
  std::exception_ptr not_kept;
  auto done = running_.host().apply(change, [&](const std::vector<extensions::Reload>& all) {
    try {
      if (keep) keep();
      if (asked.published) asked.published(all);
    } catch (const base::Error&) {
      not_kept = std::current_exception();
    }
  });
  if (not_kept) {
    const config::AppConfig before = config();
    running_.host().apply({before.extensions, change.swapped, before.settings, before.provide});
    std::rethrow_exception(not_kept);
  }
  {
    const std::lock_guard lock(mutex_);
    config_.extensions = change.enabled;
    if (change.settings) config_.settings = *change.settings;
    if (change.choices) config_.provide = *change.choices;
  }
  std::string what;
  for (const extensions::Reload& one : done) {
    what += (what.empty() ? "" : "; ") + one.describe();
  }
  log_(base::LogLevel::info, "carboy", verb + " by " + asked.actor + ": " + what);
  return done;
}

std::vector<extensions::Reload> AppManager::reload(const std::vector<std::string>& names,
                                                   const Asked& asked) {
  const auto only = only_change(changing_, asked.waits);
  const config::AppConfig next = load_config(folder_ / "app.toml", profile_);
  const config::AppConfig now = config();
  extensions::Change change{now.extensions, names, now.settings};
  for (const std::string& name : names) take_setting(next.settings, name, *change.settings);
  auto done = apply(change, asked, "reload");
  keep_good_set();
  return done;
}

std::vector<extensions::Reload> AppManager::change_list(const std::vector<std::string>& names,
                                                        bool enable, const Asked& asked) {
  const auto only = only_change(changing_, asked.waits);
  ListChange list(folder_);
  enable ? list.enable(names) : list.disable(names);
  const config::AppConfig now = config();
  extensions::Change change{now.extensions, {}, now.settings};
  if (enable) {
    const config::AppConfig next = load_config(folder_ / "app.toml", profile_);
    for (const std::string& name : names) {
      take_setting(next.settings, name, *change.settings);
      const auto& listed = change.enabled;
      if (std::find(listed.begin(), listed.end(), name) == listed.end()) {
        change.enabled.push_back(name);
      }
    }
  } else {
    for (const std::string& name : names) std::erase(change.enabled, name);
  }
  return apply(change, asked, enable ? "enable" : "disable", [&] { list.write(); });
}

std::vector<extensions::Reload> AppManager::enable(const std::vector<std::string>& names,
                                                   const Asked& asked) {
  auto done = change_list(names, true, asked);
  keep_good_set();
  return done;
}

std::vector<extensions::Reload> AppManager::disable(const std::vector<std::string>& names,
                                                    const Asked& asked) {
  auto done = change_list(names, false, asked);
  keep_good_set();
  return done;
}

bool AppManager::runs(const std::string& name) const {
  const config::AppConfig now = config();
  return std::find(now.extensions.begin(), now.extensions.end(), name) != now.extensions.end();
}

std::vector<extensions::Reload> AppManager::swap_one(const std::string& name,
                                                     const config::AppConfig& next,
                                                     const Asked& asked, const std::string& verb,
                                                     const std::function<void()>& keep) {
  const config::AppConfig now = config();
  extensions::Change change{now.extensions, {name}, now.settings};
  take_setting(next.settings, name, *change.settings);
  return apply(change, asked, verb, keep);
}

std::vector<extensions::Reload> AppManager::change_settings(const std::string& name,
                                                            const nlohmann::json& patch,
                                                            const Asked& asked) {
  const auto only = only_change(changing_, asked.waits);
  const SettingsChange settings(folder_, profile_, name, patch,
                                asked.by_extension ? SettingsBy::extension : SettingsBy::command);
  if (!settings.changes_anything()) return {};
  if (runs(name)) {
    return swap_one(name, settings.next(), asked, "configure", [&] { settings.write(); });
  }
  settings.write();
  log_(base::LogLevel::info, "carboy", "configure by " + asked.actor + ": " + name);
  return {};
}

std::vector<extensions::Reload> AppManager::configure(const std::string& name,
                                                      const nlohmann::json& patch,
                                                      const Asked& asked) {
  auto done = change_settings(name, patch, asked);
  if (!done.empty()) keep_good_set();
  return done;
}

std::vector<extensions::Reload> AppManager::restore_file(const std::string& name,
                                                         const Asked& asked) {
  const auto only = only_change(changing_, asked.waits);
  FileRollback rollback(folder_, name);
  rollback.put();
  try {
    const config::AppConfig next = load_config(folder_ / "app.toml", profile_);
    if (runs(name)) {
      auto done = swap_one(name, next, asked, "rollback");
      for (extensions::Reload& one : done) {
        if (one.name == name && one.from == one.to) one.sha256 = rollback.sha256();
      }
      return done;
    }
  } catch (const base::Error&) {
    rollback.undo();
    throw;
  }
  log_(base::LogLevel::info, "carboy", "rollback by " + asked.actor + ": " + rollback.title());
  return {};
}

std::vector<extensions::Reload> AppManager::roll_back(const std::string& name, const Asked& asked) {
  auto done = restore_file(name, asked);
  if (!done.empty()) keep_good_set();
  return done;
}

std::vector<std::string> AppManager::left_out_of(const std::string& name,
                                                 const extensions::ServiceChoices& choices) const {
  const auto found = finder_for(folder_).find(name);
  if (!found || found->manifest == nullptr) return {};
  return extensions::left_out(*found->manifest, choices);
}

bool AppManager::is_swappable(const std::string& name) const {
  const auto available = finder_for(folder_).all();
  const auto* const found = extensions::find_available(available, name);
  return found == nullptr || !found->usable() ||
         found->manifest->unload != extensions::Manifest::Unload::restart;
}

AppManager::Reread AppManager::reread(const Asked& asked, bool whole) {
  const auto only = only_change(changing_, asked.waits);
  const config::AppConfig next = load_startable_config(folder_ / "app.toml", profile_);
  const config::AppConfig now = config();
  Reread reread;
  reread.need_restart = changed_names(started_with_, values_of_start(next));
  extensions::Change change{next.extensions, {}, next.settings, next.provide};
  for (const std::string& name : now.extensions) {
    const bool stays =
        std::find(next.extensions.begin(), next.extensions.end(), name) != next.extensions.end();
    const bool is_same = have_same_setting(now.settings, next.settings, name) &&
                         left_out_of(name, now.provide) == left_out_of(name, next.provide);
    if (!stays || is_same) continue;
    (is_swappable(name) ? change.swapped : reread.need_restart).push_back(name);
  }
  if (whole && !reread.need_restart.empty()) return reread;
  if (now.extensions != next.extensions || now.provide != next.provide || !change.swapped.empty()) {
    reread.done = apply(change, asked, "configuration read again");
    keep_good_set();
  }
  const std::lock_guard lock(mutex_);
  config_ = next;
  return reread;
}

void AppManager::keep_good_set() {
  try {
    const base::FolderLock lock(folder_);
    const std::vector<std::string> enabled = config().extensions;
    extensions::GoodSet set = extensions::present_set(folder_, enabled);
    const extensions::Lock loaded = running_.host().loaded();
    set.proven = std::all_of(set.files.begin(), set.files.end(), [&](const auto& file) {
      const bool is_enabled = std::find(enabled.begin(), enabled.end(), file.name) != enabled.end();
      return !is_enabled || std::find(loaded.begin(), loaded.end(), file) != loaded.end();
    });
    if (set.proven) extensions::GoodSets(folder_).keep(std::move(set));
  } catch (const base::Error& error) {
    log_(base::LogLevel::warning, "carboy", error.what());
  }
}

}  // namespace carboy::core::host
