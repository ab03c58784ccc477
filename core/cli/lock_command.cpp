#include "core/cli/lock_command.h"

#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/system_error.h"
#include "core/extensions/resolve/good_sets.h"
#include "core/extensions/resolve/lock.h"
#include "core/extensions/resolve/resolver.h"
#include "core/host/app_folder.h"

namespace carboy::core::cli {
namespace {

namespace fs = std::filesystem;
using extensions::Compared;
using extensions::Difference;
using extensions::Lock;

Lock lock_of(const fs::path& folder) {
  const config::AppConfig config = host::load_config(folder / "app.toml", host::profile_for(""));
  const auto available = host::finder_for(folder).all();
  const auto resolution =
      extensions::resolve(config.extensions, available, host::own_version(), config.provide);
  if (!resolution.ok()) throw base::Error(resolution.report("Cannot lock " + config.name));
  return extensions::present_lock(config.extensions, available);
}

void print_rows(const std::vector<Compared>& rows, bool json) {
  if (!json) {
    for (const Compared& row : rows) {
      const std::string word(extensions::name_of(row.difference));
      std::cout << word << std::string(11 - word.size(), ' ') << row.title() << '\n';
    }
    return;
  }
  nlohmann::json list = nlohmann::json::array();
  for (const Compared& row : rows) {
    list.push_back({{"name", row.name},
                    {"state", extensions::name_of(row.difference)},
                    {"locked", row.locked_version},
                    {"present", row.present_version}});
  }
  std::cout << list.dump(2) << '\n';
}

}  // namespace

void check_start(const fs::path& folder) { lock_of(folder); }

void write_lock(const fs::path& folder, const Lock& lock) {
  const int error = base::replace_file(folder / extensions::kLockFile, extensions::lock_text(lock));
  if (error != 0) {
    throw base::Error("carboy.lock cannot be written: " + base::errno_text(error) +
                      ". It was not changed.");
  }
}

int lock_extensions(bool check, bool json) {
  const fs::path folder = fs::current_path();
  const base::FolderLock lock(folder);
  const Lock present = lock_of(folder);
  const auto known = extensions::read_lock(folder);
  if (check && !known) {
    throw base::Error("There is no carboy.lock here. `carboy ext lock` writes one.");
  }
  const auto rows = extensions::compare(known.value_or(Lock{}), present);
  print_rows(rows, json);
  if (check) {
    const std::string report = extensions::lock_report(rows);
    if (!report.empty() && !json) std::cerr << report << '\n';
    return report.empty() ? 0 : 1;
  }
  write_lock(folder, present);
  extensions::GoodSet set =
      extensions::present_set(folder, host::read_app(folder / "app.toml").config.extensions);
  set.proven = true;  // the user who locks it vouches for it
  extensions::GoodSets(folder).keep(std::move(set));
  if (!json) std::cout << "carboy.lock is written. Keep it with app.toml.\n";
  return 0;
}

}  // namespace carboy::core::cli
