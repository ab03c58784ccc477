#include "core/cli/rollback_command.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/system_error.h"
#include "core/cli/control_socket.h"
#include "core/cli/lock_command.h"
#include "core/extensions/resolve/good_sets.h"
#include "core/host/app_folder.h"
#include "core/host/enabled_set.h"
#include "core/host/extension_list.h"
#include "core/host/file_rollback.h"

namespace carboy::core::cli {
namespace {

namespace fs = std::filesystem;

bool has_other(const extensions::GoodSet& set, const extensions::LockEntry& file) {
  const auto* const other = set.file_of(file.name);
  return other == nullptr || other->sha256 != file.sha256;
}

// Changes the list in app.toml to that of the set, in place.
std::string with_list(std::string text, std::vector<std::string> now,
                      const std::vector<std::string>& then) {
  for (const std::string& name : now) {
    if (std::find(then.begin(), then.end(), name) == then.end()) {
      text = host::without_extension(text, name);
    }
  }
  for (const std::string& name : then) {
    if (std::find(now.begin(), now.end(), name) == now.end())
      text = host::with_extension(text, name);
  }
  return text;
}

void restore(const fs::path& folder, const extensions::GoodSets& sets,
             const extensions::GoodSet& present, const extensions::GoodSet& wanted) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const auto& file : wanted.files) {
    if (has_other(present, file)) files.emplace_back(file.name, sets.bytes_of(file));
  }
  for (const auto& [name, bytes] : files) host::put_extension(folder, name, bytes);
  for (const auto& file : present.files) {
    if (wanted.file_of(file.name) != nullptr) continue;
    std::error_code error;
    fs::remove(folder / host::extension_path(file.name), error);
    if (error) {
      throw base::Error(host::extension_path(file.name) +
                        " cannot be removed: " + base::errno_text(error.value()) + ".");
    }
  }
}

void print_changes(const extensions::GoodSet& present, const extensions::GoodSet& wanted) {
  for (const auto& row : extensions::compare(wanted.files, present.files)) {
    using enum extensions::Difference;
    if (row.difference == locked) continue;
    if (row.difference == added) {
      std::cout << row.title() << " is removed.\n";
    } else if (row.difference == upgraded) {
      std::cout << row.name << ' ' << row.present_version << " -> " << row.locked_version << '\n';
    } else {
      std::cout << row.title();
      if (row.difference == modified) {
        std::cout << " (" << extensions::shown_digest(wanted.file_of(row.name)->sha256) << ')';
      }
      std::cout << " is restored.\n";
    }
  }
  if (!present.enables_same(wanted)) {
    std::cout << "Enabled:";
    for (const std::string& name : wanted.enabled) std::cout << ' ' << name;
    std::cout << (wanted.enabled.empty() ? " none\n" : "\n");
  }
}

// Returns the lock with the lines of the set. The files that no set contains, which are those in the
// host's own folder, keep their lines.
extensions::Lock locked_by(const extensions::GoodSet& set, const extensions::Lock& known) {
  extensions::Lock lock;
  for (const auto& file : set.files) {
    if (set.enables(file.name)) lock.push_back(file);
  }
  for (const auto& entry : known) {
    if (set.enables(entry.name) && set.file_of(entry.name) == nullptr) lock.push_back(entry);
  }
  return lock;
}

// Says what applies the change to the app that runs in the folder, if there is one.
void print_next_step(const fs::path& folder, const extensions::GoodSet& present,
                     const extensions::GoodSet& wanted) {
  if (!wanted.proven) {
    std::cout << "The app has not run with any set of extensions so far. This is the newest one "
                 "that was kept.\n";
  }
  const auto reply = ask(folder, {{"command", "list"}});
  if (!reply) return;
  if (!present.enables_same(wanted)) {
    std::cout << "The app is running; restart it to apply the change.\n";
    return;
  }
  std::string names;
  for (const auto& row : reply->value("extensions", nlohmann::json::array())) {
    if (row.contains("waiting")) names += " " + row.value("name", "");
  }
  if (!names.empty()) {
    std::cout << "The app is running: `carboy ext reload" << names << "` applies the change.\n";
  }
}

}  // namespace

int roll_back() {
  const fs::path folder = fs::current_path();
  const base::FolderLock lock(folder);
  const host::AppText app = host::read_app(folder / "app.toml");
  extensions::GoodSets sets(folder);
  const extensions::GoodSet present = extensions::present_set(folder, app.config.extensions);
  const auto wanted = sets.before(present);
  if (!wanted) {
    throw base::Error(
        "There is no other set of extensions that the app has run with. Each start of the app, "
        "each swap and `carboy ext lock` keeps one.");
  }
  const std::string text = with_list(app.text, present.enabled, wanted->enabled);
  sets.keep(present);
  restore(folder, sets, present, *wanted);
  if (text != app.text) host::replace_app(folder / "app.toml", app.text, text);
  print_changes(present, *wanted);
  print_next_step(folder, present, *wanted);
  if (const auto known = extensions::read_lock(folder); known && wanted->proven) {
    write_lock(folder, locked_by(*wanted, *known));
    check_start(folder);
  }
  return 0;
}

int roll_back(const std::string& name) {
  const fs::path folder = fs::current_path();
  const auto reply = ask(folder, {{"command", "rollback"}, {"name", name}});
  if (reply) {
    if (!reply->value("ok", false)) throw base::Error(reply->value("text", ""));
    std::cout << reply->value("text", "") << '\n';
    return 0;
  }
  host::FileRollback rollback(folder, name);
  rollback.put();
  std::cout << rollback.title() << " is restored.\n";
  return 0;
}

}  // namespace carboy::core::cli
