// The app in bench/boundary_app of the build folder, running in this process without a server. Its
// libraries are loaded as `carboy run` loads them.
//
// Thread rule: any thread.
#pragma once

#include <carboy/bench_probe/probe.h>

#include <memory>
#include <string_view>

#include "core/app/kernel.h"

namespace carboy::bench {

class LoadedApp {
 public:
  // Throws base::Error if the app cannot start.
  LoadedApp();
  ~LoadedApp();
  LoadedApp(const LoadedApp&) = delete;
  LoadedApp& operator=(const LoadedApp&) = delete;

  core::app::Kernel& kernel() noexcept;
  // The service of bench_probe, which lives as long as the app.
  bench_probe::Probe& probe() noexcept;
  // Returns the view of the route with that rule. Throws base::Error if there is none.
  core::app::View& view(std::string_view rule);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// Returns the app, which is started at the first call and stopped when the process ends.
LoadedApp& loaded_app();

}  // namespace carboy::bench
