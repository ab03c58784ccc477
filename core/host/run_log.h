// The access log of `carboy run` and `carboy serve`. It stays open while `carboy run --reload`
// restarts the app.
//
// Thread rule: belongs to the thread that runs the app.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/access_log/access_log.h"
#include "core/config/config.h"
#include "core/host/shutdown_signals.h"

namespace carboy::core::host {

class RunLog {
 public:
  // `folder` is the folder of app.toml. After the first open(), SIGUSR1 reopens the log's file.
  RunLog(ShutdownSignals& signals, std::filesystem::path folder);
  ~RunLog();
  RunLog(const RunLog&) = delete;
  RunLog& operator=(const RunLog&) = delete;

  // Returns the log that the configuration asks for, which lives until the next call, or null when
  // it asks for none. Throws base::Error when the log cannot be opened, with the same report as for
  // other mistakes in app.toml.
  access_log::AccessLog* open(const config::AppConfig& config);

 private:
  ShutdownSignals& signals_;
  std::filesystem::path folder_;
  std::string name_;
  access_log::AccessFormat format_ = access_log::AccessFormat::combined;
  std::unique_ptr<access_log::AccessLog> log_;
};

}  // namespace carboy::core::host
