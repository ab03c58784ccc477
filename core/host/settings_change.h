// A change of an extension's settings in app.toml: whether it is allowed and fits, and the file with
// it.
//
// Thread rule: belongs to one thread.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "core/base/atomic_file.h"
#include "core/host/app_folder.h"

namespace carboy::core::host {

// The operator at a command line may change settings that an extension may not.
enum class SettingsBy { command, extension };

// Holds the lock of the app's folder from its creation to its end.
class SettingsChange {
 public:
  // `patch` is a merge patch (RFC 7396) of the extension's table. A setting that the profile sets is
  // changed there. The mask in place of a secret leaves the secret as it is. Throws base::Error with
  // one report of everything that is wrong.
  SettingsChange(const std::filesystem::path& folder, const Profile& profile,
                 const std::string& extension, const nlohmann::json& patch, SettingsBy by);

  // The configuration with the change.
  const config::AppConfig& next() const noexcept { return next_; }
  bool changes_anything() const noexcept { return text_ != before_; }
  // Replaces app.toml in one step. Throws base::Error and leaves it unchanged when that fails, or
  // when somebody who does not heed the lock has changed it since.
  void write() const;

 private:
  std::filesystem::path file_;
  base::FolderLock lock_;
  std::string before_;
  std::string text_;
  config::AppConfig next_;
};

}  // namespace carboy::core::host
