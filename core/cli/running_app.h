// An app with everything it is made of: kernel, extensions and their host. What `carboy run`
// serves, and what a command of an extension runs in.
//
// Thread rule: belongs to one thread, but for host() and kernel(), which say their own.
#pragma once

#include <filesystem>
#include <memory>

#include "core/app/config.h"
#include "core/app/kernel.h"
#include "core/extensions/host.h"

namespace carboy::core::cli {

class RunningApp {
 public:
  // Nothing runs before host().start(). `folder` is app.toml's.
  RunningApp(const app::AppConfig& config, const std::filesystem::path& folder, bool debug);
  // Stops what runs.
  ~RunningApp();
  RunningApp(const RunningApp&) = delete;
  RunningApp& operator=(const RunningApp&) = delete;

  extensions::Host& host() noexcept;
  app::Kernel& kernel() noexcept;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace carboy::core::cli
