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

std::string digest_of(const extensions::GoodSet& set, const std::string& name) {
  for (const auto& file : set.files) {
    if (file.name == name) return file.sha256;
  }
  return {};
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
    if (digest_of(present, file.name) != file.sha256) {
      files.emplace_back(file.name, sets.bytes_of(file));
    }
  }
  for (const auto& [name, bytes] : files) host::put_extension(folder, name, bytes);
  for (const auto& file : present.files) {
    if (!digest_of(wanted, file.name).empty()) continue;
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
      std::cout << row.title() << " is restored.\n";
    }
  }
  if (present.enabled != wanted.enabled) {
    std::cout << "Enabled:";
    for (const std::string& name : wanted.enabled) std::cout << ' ' << name;
    std::cout << (wanted.enabled.empty() ? " none\n" : "\n");
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
        "There is no earlier set of extensions to restore. Each start of the app and each "
        "`carboy ext install` keeps one.");
  }
  const std::string text = with_list(app.text, present.enabled, wanted->enabled);
  sets.keep(present);  // so that a second rollback restores it
  restore(folder, sets, present, *wanted);
  if (text != app.text) host::replace_app(folder / "app.toml", app.text, text);
  print_changes(present, *wanted);
  if (extensions::read_lock(folder)) write_lock(folder);
  if (ask(folder, {{"command", "list"}})) {
    std::cout << "The app is running; restart it, or use `carboy ext reload NAME`, to apply the "
                 "change.\n";
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
