// The extensions that app.toml enables, together with the files that are installed.
//
// Thread rule: plain functions; any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/extensions/resolve/finder.h"
#include "core/extensions/resolve/resolver.h"

namespace carboy::core::host {

using Availables = std::vector<extensions::InstalledExtension>;

struct AppState {
  const std::vector<std::string>& enabled;
  const Availables& available;
  const extensions::ServiceChoices& choices;
};
// Throws base::Error when a change would keep the app from starting. A change to an app that does
// not start anyway is allowed, because it may be the first step of a repair. The report ends with
// `unchanged`.
void check_fit(const AppState& before, const AppState& after, const std::string& unchanged);

// Replaces app.toml, which had the text `before` when it was read, by `text` in one step. Throws
// base::Error and leaves it unchanged when that fails, or when somebody has changed it since.
void replace_app(const std::filesystem::path& file, const std::string& before,
                 const std::string& text);

// Returns "extensions/NAME.so".
std::string extension_path(const std::string& name);

// Writes `bytes` to that file in one step. Throws base::Error and leaves the old file unchanged
// when that fails.
void put_extension(const std::filesystem::path& app_folder, const std::string& name,
                   const std::string& bytes);

}  // namespace carboy::core::host
