// A complete app: the kernel, the extensions and their host. `carboy run` serves one, and the
// command of an extension runs in one.
//
// Thread rule: belongs to one thread. The objects that host() and kernel() return have thread
// rules of their own.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

#include "core/access_log/access_log.h"
#include "core/app/kernel.h"
#include "core/app/run_mode.h"
#include "core/base/log.h"
#include "core/config/config.h"
#include "core/extensions/life/host.h"

namespace carboy::core::abi {
struct Shared;
}

namespace carboy::core::host {

// The parts that tests and `carboy run` provide differently.
struct HostDependencies {
  extensions::Finder finder;
  std::function<void(base::LogLevel level, std::string_view who, std::string_view line)> log;
  access_log::AccessLog* access_log = nullptr;  // must outlive the app; null: no log
  app::RunMode mode = app::RunMode::command;
};

class RunningApp {
 public:
  // No code of an extension runs before host().start(). `folder` is the folder of app.toml.
  RunningApp(const config::AppConfig& config, const std::filesystem::path& folder, bool debug);
  RunningApp(const config::AppConfig& config, const std::filesystem::path& folder, bool debug,
             HostDependencies dependencies);
  // Stops the extensions that still run.
  ~RunningApp();
  RunningApp(const RunningApp&) = delete;
  RunningApp& operator=(const RunningApp&) = delete;

  extensions::Host& host() noexcept;
  const extensions::Host& host() const noexcept;
  app::Kernel& kernel() noexcept;
  extensions::Registries& registries() noexcept;
  abi::Shared& shared() noexcept;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace carboy::core::host
