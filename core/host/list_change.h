// A change of the list of enabled extensions in app.toml: what it needs, whether it fits, and the
// file with it.
//
// Thread rule: plain functions; a ListChange belongs to one thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/extensions/resolve/finder.h"
#include "core/extensions/resolve/resolver.h"

namespace carboy::core::host {

// The extensions that `name` requires, directly or not, and that are installed but not enabled;
// those that others require come first.
std::vector<std::string> missing_requirements(
    const std::string& name, const std::vector<std::string>& enabled,
    const std::vector<extensions::InstalledExtension>& available);
// The enabled extensions that require `name`, directly or not; those that nobody requires come
// first.
std::vector<std::string> dependants_of(
    const std::string& name, const std::vector<std::string>& enabled,
    const std::vector<extensions::InstalledExtension>& available);

// Holds the lock of the app's folder from its creation to its end.
class ListChange {
 public:
  explicit ListChange(const std::filesystem::path& folder);

  const std::vector<std::string>& enabled() const noexcept { return enabled_; }
  const std::vector<extensions::InstalledExtension>& available() const noexcept {
    return available_;
  }
  const std::string& app() const noexcept { return app_; }

  // Adds extensions to the list, or removes them, except those that are (or are not) in it already.
  // Both throw base::Error when the enabled extensions would no longer fit together; enable() also
  // when there is no such extension.
  void enable(const std::vector<std::string>& names);
  void disable(const std::vector<std::string>& names);

  // Replaces app.toml in one step. Throws base::Error and leaves it unchanged when that fails, or
  // when somebody who does not heed the lock has changed it since.
  void write() const;

 private:
  void check(const std::vector<std::string>& next) const;

  std::filesystem::path file_;
  base::FolderLock lock_;
  std::string before_;
  std::string text_;
  std::string app_;
  std::vector<std::string> enabled_;
  std::vector<extensions::InstalledExtension> available_;
  extensions::ServiceChoices choices_;  // [app] provide
};

}  // namespace carboy::core::host
