// What app.toml enables, checked together with the files there are.
//
// Thread rule: plain functions.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/extensions/resolve/finder.h"

namespace carboy::core::cli {

using Availables = std::vector<extensions::InstalledExtension>;

// Throws base::Error when the app would not start after a change, unless it does not start before
// it either, which the change may be the first step to mend. `unchanged` ends the report.
struct AppState {
  const std::vector<std::string>& enabled;
  const Availables& available;
};
void check_fit(const std::string& app, const AppState& before, const AppState& after,
               const std::string& unchanged);

// Puts `text` in the place of app.toml. Throws base::Error when it cannot; then it is as it was.
void replace_app(const std::filesystem::path& file, const std::string& text);

// "extensions/NAME.so"
std::string extension_path(const std::string& name);

// Puts `bytes` there in one step. Throws base::Error when it cannot; then what was there is.
void put_extension(const std::filesystem::path& app_folder, const std::string& name,
                   const std::string& bytes);

}  // namespace carboy::core::cli
