#include "bench/boundary/loaded_app.h"

#include <filesystem>

#include "core/abi/binding.h"
#include "core/abi/callbacks.h"
#include "core/base/error.h"
#include "core/base/own_threads.h"
#include "core/cli/app_folder.h"
#include "core/extensions/host.h"

namespace carboy::bench {
namespace {

core::app::KernelOptions kernel_options() {
  core::app::KernelOptions options;
  options.call_wrapper = &core::abi::call_wrapper;
  return options;
}

core::extensions::HostOptions host_options(const std::filesystem::path& folder) {
  const core::app::AppConfig config = core::cli::load_config(folder / "app.toml");
  core::extensions::HostOptions options;
  options.app = config.name;
  options.folder = folder;
  options.enabled = config.extensions;
  options.settings = config.settings;
  options.sdk = core::cli::own_version();
  return options;
}

}  // namespace

// As core::cli::RunningApp, which keeps its registries to itself.
struct LoadedApp::Parts {
  core::extensions::Registries registries;
  core::extensions::StateStore state;
  core::app::Kernel kernel{kernel_options(), registries.signals};
  core::abi::Shared shared{registries, state, kernel, nullptr};
  core::extensions::Host host{host_options(BENCH_APP), core::cli::finder_for(BENCH_APP), registries,
                              kernel, core::abi::binder(shared)};
  core::services::Pin probe;
};

LoadedApp::LoadedApp() {
  core::base::adopt_this_thread("");
  parts_ = std::make_unique<Parts>();
  parts_->host.start();
  const auto id = bench_probe::Probe::id;
  parts_->probe = parts_->registries.services.slot(id.name, id.major_version).pin(0);
  if (parts_->probe.object == nullptr) throw core::base::Error("bench_probe provides no Probe.");
}

LoadedApp::~LoadedApp() {
  core::services::Slot::unpin(parts_->probe.token);
  parts_->host.stop();
}

core::app::Kernel& LoadedApp::kernel() noexcept { return parts_->kernel; }

bench_probe::Probe& LoadedApp::probe() noexcept {
  return *static_cast<bench_probe::Probe*>(parts_->probe.object);
}

core::app::View& LoadedApp::view(std::string_view rule) {
  const auto generation = parts_->kernel.generation();
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
