// `carboy ext enable` and `carboy ext disable`.
//
// Thread rule: the main thread.
#pragma once

#include <string>
#include <vector>

namespace carboy::core::cli {

struct ListOptions {
  bool with_others = false;  // --with-requirements or --with-dependants
  bool yes = false;
};

// Each changes the list in app.toml in one step; in an app that runs here, it also starts or stops
// the extensions, all of them in one step. If others have to start or stop with them, asks first
// unless an option says so. An extension that is already enabled (or not enabled) is reported and
// is not an error. Both throw base::Error and change nothing when there is no such extension, when
// the enabled extensions would no longer fit together, or when one does not start.
int enable_extensions(const std::vector<std::string>& names, const ListOptions& options);
int disable_extensions(const std::vector<std::string>& names, const ListOptions& options);

}  // namespace carboy::core::cli
