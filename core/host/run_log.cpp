#include "core/host/run_log.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/host/app_folder.h"

namespace carboy::core::host {
namespace {

access_log::AccessLogOptions log_options(const config::AppConfig& config,
                                         const std::filesystem::path& folder) {
  access_log::AccessLogOptions options = config.access_log;
  options.file = options.name == "-" ? std::filesystem::path("-") : folder / options.name;
  options.report = [](base::LogLevel level, std::string_view text) {
    base::log(level, "carboy", text);
  };
  return options;
}

std::unique_ptr<access_log::AccessLog> opened(const config::AppConfig& config,
                                              const std::filesystem::path& folder) {
  if (config.access_log.name.empty()) return nullptr;
  try {
    return std::make_unique<access_log::AccessLog>(log_options(config, folder));
  } catch (const base::Error& error) {
    const auto setting =
        std::find_if(config.values.begin(), config.values.end(),
                     [](const auto& value) { return value.name == "server.access_log"; });
    const config::Position at = setting == config.values.end() ? config::Position{} : setting->at;
    throw base::Error(config::mistakes_report(
        "app.toml", {{at, std::string("[server] access_log: ") + error.what(), ""}},
        kNothingStarted));
  }
}

}  // namespace

RunLog::RunLog(ShutdownSignals& signals, std::filesystem::path folder)
    : signals_(signals), folder_(std::move(folder)) {}

RunLog::~RunLog() { signals_.on_reopen({}); }

access_log::AccessLog* RunLog::open(const config::AppConfig& config) {
  const access_log::AccessLogOptions& options = config.access_log;
  if (log_ != nullptr && options.name == name_ && options.format == format_) {
    return log_.get();
  }
  auto next = opened(config, folder_);
  signals_.on_reopen({});
  log_ = std::move(next);
  name_ = options.name;
  format_ = options.format;
  if (log_ != nullptr) signals_.on_reopen([log = log_.get()] { log->reopen(); });
  return log_.get();
}

}  // namespace carboy::core::host
