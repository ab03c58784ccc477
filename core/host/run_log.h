// The access log of a run. It stays open while `carboy run --reload` starts the app again.
//
// Thread rule: belongs to the thread that runs the app.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/access_log/access_log.h"
#include "core/config/config.h"
#include "core/host/ending_signals.h"

namespace carboy::core::host {

class RunLog {
 public:
  // `folder` is app.toml's. SIGUSR1 opens the log's file anew from the first open() on.
  RunLog(EndingSignals& signals, std::filesystem::path folder);
  ~RunLog();
  RunLog(const RunLog&) = delete;
  RunLog& operator=(const RunLog&) = delete;

  // The log the configuration asks for, which lives until the next call; null: none. Throws
  // base::Error, as for any other mistake in app.toml, when it cannot be opened.
  access_log::AccessLog* open(const config::AppConfig& config);

 private:
  EndingSignals& signals_;
  std::filesystem::path folder_;
  std::string name_;
  access_log::AccessFormat format_ = access_log::AccessFormat::combined;
  std::unique_ptr<access_log::AccessLog> log_;
};

}  // namespace carboy::core::host
