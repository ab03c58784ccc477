// `carboy run --reload`: watches the files of an app and applies changes to the running app.
//
// Thread rule: belongs to the thread that runs the app.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/folder_watch.h"
#include "core/config/config.h"
#include "core/host/app_folder.h"
#include "core/host/app_manager.h"
#include "core/host/running_app.h"

namespace carboy::core::cli {

class Reloader {
 public:
  // `config` is the configuration that the app will run with, read with `profile`. Changes after
  // the constructor are noticed, also those before follow() is called.
  Reloader(std::filesystem::path folder, host::Profile profile, config::AppConfig config);

  enum class Next {
    stop,     // `stop` became readable
    restart,  // the change requires a restart of the app
  };
  // Swaps extensions whose files or settings change, starts and stops them as the list changes, and
  // prints that. After a refused change or a
  // configuration with mistakes, it prints the reason, and the app stays as it was. Returns when
  // `stop` becomes readable or when a change requires a restart.
  Next follow(host::AppManager& manager, const host::RunningApp& running, int stop);

  // Waits for any change, for an app that could not start.
  Next wait_for_any(int stop);

 private:
  // By path.
  using Digests = std::map<std::string, std::string>;
  // Of the files that the app reads only when it starts.
  Digests take_digests() const;
  void watch_all();
  bool take_config(host::AppManager& manager);
  bool take_extensions(host::AppManager& manager, const host::RunningApp& running);
  void swap(host::AppManager& manager, const std::vector<std::string>& names);

  std::filesystem::path folder_;
  host::Profile profile_;
  config::AppConfig config_;
  base::FolderWatch watch_;
  Digests config_digests_;  // of app.toml and what belongs to it
  Digests digests_;
  std::map<std::string, std::string> refused_;  // by extension: digest of the file refused last
};

}  // namespace carboy::core::cli
