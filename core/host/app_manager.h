// What operators change while the app runs: which extensions it has, their versions and their
// settings. The `carboy ext` commands reach it through the control socket.
//
// Thread rule: any thread without frames of an extension. One change is made at a time;
// others wait for it.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/log.h"
#include "core/config/config.h"
#include "core/host/app_folder.h"
#include "core/host/extension_facts.h"
#include "core/host/running_app.h"

namespace carboy::core::host {

class AppManager {
 public:
  using Log = std::function<void(base::LogLevel, std::string_view who, std::string_view line)>;
  // `config` is what the app was started with, read with `profile`. REQUIRES: `running` lives
  // longer.
  AppManager(RunningApp& running, std::filesystem::path folder, Profile profile,
             config::AppConfig config, Log log);

  // Who asks for a change, and how.
  struct Asked {
    std::string actor;          // for the log, where each change leaves one line
    bool waits = true;          // until another change has ended; otherwise this one is refused
    bool by_extension = false;  // which may not change every setting
    // Is called when the change is published, before old versions have ended.
    extensions::Host::Published published = {};
  };
  // Each function throws base::Error with the reason when it refuses; then everything is as before.

  // Swaps these extensions for their present files in one step, with their settings as app.toml,
  // the environment and the secret files have them now.
  std::vector<extensions::Reload> reload(const std::vector<std::string>& names, const Asked& asked);
  // Starts extensions that are installed, and adds them to the list in app.toml; or stops them, and
  // removes them from it. The others are not restarted.
  std::vector<extensions::Reload> enable(const std::vector<std::string>& names, const Asked& asked);
  std::vector<extensions::Reload> disable(const std::vector<std::string>& names,
                                          const Asked& asked);

  // Changes settings of an extension in app.toml, as SettingsChange says, and swaps the extension if
  // it runs.
  std::vector<extensions::Reload> configure(const std::string& name, const nlohmann::json& patch,
                                            const Asked& asked);
  // Restores the file of an extension that the app ran with before its present one, and swaps the
  // extension if it runs.
  std::vector<extensions::Reload> roll_back(const std::string& name, const Asked& asked);

  struct Reread {
    std::vector<extensions::Reload> done;
    std::vector<std::string> need_restart;  // "server.workers": they wait for the next start
  };
  // Reads the configuration again: starts and stops extensions as the list has changed, and swaps
  // those whose settings have. With `whole`, does nothing if something needs a restart.
  Reread reread(const Asked& asked, bool whole = false);
  // Keeps the set of extensions that runs for a rollback. If that fails, logs the reason.
  void keep_good_set();

  const std::filesystem::path& folder() const noexcept { return folder_; }
  // Returns the app with its configuration as it is written now, or as it is in force if app.toml
  // has mistakes.
  AppView view() const;
  // Returns the configuration that is in force.
  config::AppConfig config() const;

 private:
  std::vector<extensions::Reload> apply(const extensions::Change& change, const Asked& asked,
                                        const std::string& verb,
                                        const std::function<void()>& keep = {});
  std::vector<extensions::Reload> change_list(const std::vector<std::string>& names, bool enable,
                                              const Asked& asked);
  std::vector<extensions::Reload> change_settings(const std::string& name,
                                                  const nlohmann::json& patch, const Asked& asked);
  std::vector<extensions::Reload> restore_file(const std::string& name, const Asked& asked);
  // Swaps one extension, with its settings as `next` has them.
  std::vector<extensions::Reload> swap_one(const std::string& name, const config::AppConfig& next,
                                           const Asked& asked, const std::string& verb,
                                           const std::function<void()>& keep = {});
  bool runs(const std::string& name) const;
  bool is_swappable(const std::string& name) const;
  // The services that an extension provides and another one was chosen for.
  std::vector<std::string> left_out_of(const std::string& name,
                                       const extensions::ServiceChoices& choices) const;

  RunningApp& running_;
  const std::filesystem::path folder_;
  const Profile profile_;
  const Log log_;
  std::mutex changing_;       // held during a change
  mutable std::mutex mutex_;  // held while config_ is read or replaced
  config::AppConfig config_;
  // By name, the values that only a start of the app applies.
  const std::map<std::string, nlohmann::json> started_with_;
};

// The lines that a command prints.
std::string describe(const std::vector<extensions::Reload>& done);

}  // namespace carboy::core::host
