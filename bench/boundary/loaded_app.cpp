#include "bench/boundary/loaded_app.h"

#include <filesystem>

#include "core/base/error.h"
#include "core/base/own_threads.h"
#include "core/host/app_folder.h"
#include "core/host/running_app.h"

namespace carboy::bench {
namespace {

core::config::AppConfig config() {
  return core::host::load_config(std::filesystem::path(BENCH_APP) / "app.toml", {"", false});
}

}  // namespace

struct LoadedApp::Parts {
  core::host::RunningApp app{config(), BENCH_APP, false};
  core::services::Pin probe;
};

LoadedApp::LoadedApp() {
  core::base::adopt_this_thread("");
  parts_ = std::make_unique<Parts>();
  parts_->app.host().start();
  const auto id = bench_probe::Probe::id;
  parts_->probe = parts_->app.registries().services.service(id.name, id.major_version).pin(0);
  if (parts_->probe.object == nullptr) throw core::base::Error("bench_probe provides no Probe.");
}

LoadedApp::~LoadedApp() {
  core::services::Service::unpin(parts_->probe.token);
  parts_->app.host().stop();
}

core::app::Kernel& LoadedApp::kernel() noexcept { return parts_->app.kernel(); }

bench_probe::Probe& LoadedApp::probe() noexcept {
  return *static_cast<bench_probe::Probe*>(parts_->probe.object);
}

core::app::View& LoadedApp::view(std::string_view rule) {
  const auto generation = kernel().generation();
  for (std::uint32_t i = 0; i < generation->route_count(); ++i) {
    const core::app::RouteEntry& entry = *generation->route(i).entry;
    if (entry.rule == rule) return *entry.view;
  }
  throw core::base::Error("There is no route " + std::string(rule) + ".");
}

LoadedApp& loaded_app() {
  static LoadedApp app;
  return app;
}

}  // namespace carboy::bench
