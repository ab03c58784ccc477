#include "core/host/installation.h"

#include <algorithm>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/system_error.h"
#include "core/base/whole_file.h"
#include "core/extensions/resolve/resolver.h"
#include "core/host/app_folder.h"
#include "core/host/enabled_set.h"

namespace carboy::core::host {
namespace {

namespace fs = std::filesystem;
using elf::Finding;
using extensions::InstalledExtension;

std::string title(const InstalledExtension& one) {
  return one.name + " " + one.manifest->version.to_string();
}

// A file to be installed.
struct Incoming {
  std::string given;  // as the command line names it
  std::string bytes;
  InstalledExtension available;  // as it will be once installed
};

Incoming open_incoming(const std::string& given, const fs::path& folder) {
  Incoming one;
  one.given = given;
  const auto file = extensions::ExtensionFile::open(given, given);
  for (const Finding& finding : file.findings()) {
    if (finding.severity == Finding::Severity::error) {
      throw base::Error(given + " " + finding.text + ". " + finding.remedy);
    }
  }
  if (const int error = base::read_whole_file(given, one.bytes); error != 0) {
    throw base::Error(given + " cannot be read: " + base::errno_text(error) + ".");
  }
  if (base::sha256_hex(one.bytes) != file.sha256()) {
    throw base::Error(given + " is being written. Try again when it is complete.");
  }
  one.available.name = file.manifest().name;
  one.available.path = extension_path(one.available.name);
  one.available.file = folder / one.available.path;
  one.available.manifest = std::make_shared<const extensions::Manifest>(file.manifest());
  one.available.built_with = file.build().sdk;
  one.available.findings = file.findings();
  return one;
}

std::vector<Incoming> open_all(const std::vector<std::string>& files, const fs::path& folder) {
  std::vector<Incoming> incoming;
  for (const std::string& file : files) {
    incoming.push_back(open_incoming(file, folder));
    for (const Incoming& other : incoming) {
      if (&other != &incoming.back() && other.available.name == incoming.back().available.name) {
        throw base::Error(other.given + " and " + file + " both contain " + other.available.name +
                          ". Nothing was changed.");
      }
    }
  }
  return incoming;
}

Availables with(Availables available, const std::vector<Incoming>& incoming) {
  for (const Incoming& one : incoming) {
    std::erase_if(available,
                  [&](const InstalledExtension& old) { return old.name == one.available.name; });
    available.push_back(one.available);
  }
  return available;
}

// Removes the temporary files of an installation that was killed.
void remove_unfinished(const fs::path& extensions_folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(extensions_folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(".") && name.size() > 11 &&
        name.substr(0, name.size() - 7).ends_with(".so")) {
      fs::remove(entry.path(), ignored);
    }
  }
}

// Returns suggestions for the next step.
std::vector<std::string> next_steps(const Incoming& one, const std::vector<std::string>& enabled,
                                    const Availables& available, const fs::path& folder,
                                    bool runs) {
  std::vector<std::string> steps;
  const std::string& name = one.available.name;
  for (const auto& need : one.available.manifest->requirements) {
    const InstalledExtension* there = extensions::find_available(available, need.name);
    if (there == nullptr || !there->usable()) {
      steps.push_back("It needs " + need.name + " " + need.range.to_string() +
                      ", which is not installed: carboy ext install " + need.name + ".so");
    }
  }
  if (std::find(enabled.begin(), enabled.end(), name) == enabled.end()) {
    steps.push_back("It is not enabled: carboy ext enable " + name);
    return steps;
  }
  if (runs) {
    steps.push_back("The app is running: `carboy ext reload " + name + "` swaps it.");
  }
  const auto lock = extensions::read_lock(folder);
  if (!lock) return steps;
  const auto rows = extensions::compare(*lock, extensions::present_lock({name}, available));
  for (const auto& row : rows) {
    if (row.name != name || row.difference == extensions::Difference::locked) continue;
    steps.push_back("carboy.lock " +
                    (row.locked_version.empty() ? "does not name it"
                                                : "names " + name + " " + row.locked_version) +
                    ": `carboy ext lock` accepts the new one.");
  }
  return steps;
}

}  // namespace

extensions::GoodSet keep_present_set(const fs::path& folder,
                                     const std::vector<std::string>& enabled) {
  extensions::GoodSet set = extensions::present_set(folder, enabled);
  extensions::GoodSets(folder).keep(set);
  return set;
}

std::string way_back(const fs::path& folder, const std::vector<std::string>& enabled,
                     const extensions::LockEntry& file) {
  const auto back = extensions::GoodSets(folder).before(extensions::present_set(folder, enabled));
  const auto* const then = back ? back->file_of(file.name) : nullptr;
  if (then != nullptr && then->sha256 == file.sha256) return "`carboy ext rollback` restores it.";
  return "The app has not run with the files as they were, so a rollback does not restore it; it "
         "is kept as .carboy/good/" +
         file.sha256 + ".so.";
}

std::string install_files(const fs::path& folder, const std::vector<std::string>& files,
                          bool runs) {
  const base::FolderLock lock(folder);
  const AppText app = read_app(folder / "app.toml");
  const std::vector<Incoming> incoming = open_all(files, folder);
  const Availables before = finder_for(folder).all();
  const Availables after = with(before, incoming);
  const auto& enabled = app.config.extensions;
  check_fit({enabled, before, app.config.provide}, {enabled, after, app.config.provide},
            "Nothing was changed.");
  remove_unfinished(folder / "extensions");
  const extensions::GoodSet kept = keep_present_set(folder, enabled);
  for (const Incoming& one : incoming) put_extension(folder, one.available.name, one.bytes);
  std::string report;
  for (const Incoming& one : incoming) {
    report += title(one.available) + " is installed as " + one.available.path + ".\n";
    const auto* const old = kept.file_of(one.available.name);
    if (old != nullptr && old->sha256 != base::sha256_hex(one.bytes)) {
      report += "      " + old->name + " " + old->version + " was replaced. " +
                way_back(folder, enabled, *old) + "\n";
    }
    for (const std::string& step : next_steps(one, enabled, after, folder, runs)) {
      report += "      " + step + "\n";
    }
  }
  return report;
}

}  // namespace carboy::core::host
