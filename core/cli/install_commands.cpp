#include "core/cli/install_commands.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/base/system_error.h"
#include "core/cli/confirmation.h"
#include "core/cli/control_socket.h"
#include "core/host/app_folder.h"
#include "core/host/enabled_set.h"
#include "core/host/installation.h"

namespace carboy::core::cli {

namespace fs = std::filesystem;

int install_extensions(const std::vector<std::string>& files) {
  const fs::path folder = fs::current_path();
  const bool runs = ask(folder, {{"command", "list"}}).has_value();
  std::cout << host::install_files(folder, files, runs);
  return 0;
}

int remove_extension(const std::string& name, bool yes) {
  const fs::path folder = fs::current_path();
  const base::FolderLock lock(folder);
  const host::AppText app = host::read_app(folder / "app.toml");
  const auto& enabled = app.config.extensions;
  if (std::find(enabled.begin(), enabled.end(), name) != enabled.end()) {
    throw base::Error(name +
                      " is enabled; the app would not start without it.\n      carboy ext "
                      "disable " +
                      name);
  }
  std::error_code error;
  if (!fs::exists(folder / host::extension_path(name), error)) {
    const auto here = extensions::Finder({{folder / "extensions", ""}}).all();
    throw base::Error("There is no " + host::extension_path(name) + "." +
                      base::did_you_mean(name, extensions::names_of(here)));
  }
  if (!confirm("Remove " + host::extension_path(name) + "?", yes)) {
    std::cout << "Nothing was changed.\n";
    return 1;
  }
  const auto kept = host::keep_present_set(folder, enabled);
  fs::remove(folder / host::extension_path(name), error);
  if (error) {
    throw base::Error(host::extension_path(name) +
                      " cannot be removed: " + base::errno_text(error.value()) + ".");
  }
  std::cout << name << " is removed.";
  const auto* const file = kept.file_of(name);
  if (file != nullptr) std::cout << ' ' << host::way_back(folder, enabled, *file);
  std::cout << '\n';
  return 0;
}

}  // namespace carboy::core::cli
