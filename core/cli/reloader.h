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
  // Swaps extensions whose files or settings change, and prints that. After a refused change or a
  // configuration with mistakes, it prints the reason, and the app stays as it was. Returns when
  // `stop` becomes readable or when a change requires a restart.
  Next follow(host::RunningApp& running, int stop);

  // Waits for any change, for an app that could not start.
  Next wait_for_any(int stop);

 private:
  // Digests of the files that the app reads only when it starts, by path.
  using Digests = std::map<std::string, std::string>;
  Digests take_digests() const;
  void watch_all();
  bool take_config(host::RunningApp& running);
  bool take_extensions(host::RunningApp& running);
  bool reload(host::RunningApp& running, const std::string& name, const nlohmann::json* settings);

  std::filesystem::path folder_;
  host::Profile profile_;
  config::AppConfig config_;
  base::FolderWatch watch_;
  std::string config_digest_;
  Digests digests_;
  std::map<std::string, std::string> refused_;  // by extension: digest of the file refused last
};

}  // namespace carboy::core::cli
