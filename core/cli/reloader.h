// `carboy run --reload`: looks what has changed on the disk, and has the running app take it.
//
// Thread rule: not thread-safe; the thread that runs the app.
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
  // `config` is what the app is going to run with, read with `profile`. What changes from now on
  // counts, also before follow() is called.
  Reloader(std::filesystem::path folder, host::Profile profile, config::AppConfig config);

  enum class Next {
    stop,     // `stop` became readable
    restart,  // what changed is taken by a new start only
  };
  // Swaps extensions whose files or settings change, and says so. What is refused is said, and the
  // app goes on as it was; a configuration with mistakes, too. Comes back when that is not enough.
  Next follow(host::RunningApp& running, int stop);

  // For an app that does not run: waits for any change at all.
  Next wait_for_any(int stop);

 private:
  // Files that extensions and the core read once, with what shows that they have changed.
  using Prints = std::map<std::string, std::string>;
  Prints take_prints() const;
  void watch_all();
  bool take_config(host::RunningApp& running);
  bool take_extensions(host::RunningApp& running);
  bool reload(host::RunningApp& running, const std::string& name, const nlohmann::json* settings);

  std::filesystem::path folder_;
  host::Profile profile_;
  config::AppConfig config_;
  base::FolderWatch watch_;
  std::string config_print_;
  Prints prints_;
  std::map<std::string, std::string> refused_;  // by extension: the file that was refused last
};

}  // namespace carboy::core::cli
