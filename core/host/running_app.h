// An app with everything it is made of: kernel, extensions and their host. What `carboy run`
// serves, and what a command of an extension runs in.
//
// Thread rule: belongs to one thread, but for host() and kernel(), which say their own.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

#include "core/access_log/access_log.h"
#include "core/app/kernel.h"
#include "core/base/log.h"
#include "core/config/config.h"
#include "core/extensions/life/host.h"

namespace carboy::core::abi {
struct Shared;
}

namespace carboy::core::host {

// What is otherwise in tests than in `carboy run`.
struct HostDependencies {
  extensions::Finder finder;
  std::function<void(base::LogLevel level, std::string_view who, std::string_view line)> log;
  access_log::AccessLog* access_log = nullptr;  // lives longer than the app; null: none
};

class RunningApp {
 public:
  // Nothing runs before host().start(). `folder` is app.toml's.
  RunningApp(const config::AppConfig& config, const std::filesystem::path& folder, bool debug);
  RunningApp(const config::AppConfig& config, const std::filesystem::path& folder, bool debug,
             HostDependencies surroundings);
  // Stops what runs.
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
