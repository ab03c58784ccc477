// The app of build/.../bench/boundary_app, running in this process: real libraries, loaded as
// `carboy run` loads them, without a server.
//
// Thread rule: loaded_app() from any thread; what it returns belongs to all of them.
#pragma once

#include <carboy/bench_probe/probe.h>

#include <memory>
#include <string_view>

#include "core/app/kernel.h"

namespace carboy::bench {

class LoadedApp {
 public:
  // Throws base::Error when the app cannot start.
  LoadedApp();
  ~LoadedApp();
  LoadedApp(const LoadedApp&) = delete;
  LoadedApp& operator=(const LoadedApp&) = delete;

  core::app::Kernel& kernel() noexcept;
  // The service of bench_probe, which stays as long as the app.
  bench_probe::Probe& probe() noexcept;
  // The view of the route with that rule. REQUIRES: there is one.
  core::app::View& view(std::string_view rule);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// Started at the first call, stopped when the process ends.
LoadedApp& loaded_app();

}  // namespace carboy::bench
