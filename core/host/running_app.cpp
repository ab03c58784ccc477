#include "core/host/running_app.h"

#include "core/abi/binding.h"
#include "core/abi/callbacks.h"
#include "core/abi/own_services.h"
#include "core/base/log.h"
#include "core/host/app_folder.h"
#include "core/host/log_lines.h"
#include "core/host/reserved_commands.h"

namespace carboy::core::host {
namespace {

using Log = decltype(HostDependencies::log);

std::string_view name_of(const app::Owner* owner) {
  return owner == nullptr ? std::string_view("carboy") : std::string_view(owner->name());
}

app::KernelOptions kernel_options(const config::AppConfig& config, bool debug,
                                  const app::Clock& clock, const HostDependencies& dependencies) {
  app::KernelOptions options = config.kernel;
  const Log& log = dependencies.log;
  options.debug = debug;
  options.clock = &clock;
  options.call_wrapper = &abi::call_wrapper;
  options.ask_wrapper = &abi::ask_wrapper;
  options.on_fault = [log](const app::FaultReport& report) {
    log(base::LogLevel::error, name_of(report.owner), fault_line(report));
  };
  options.observer = dependencies.access_log;
  options.on_slow_view = [log](const app::SlowView& slow) {
    log(base::LogLevel::warning, name_of(slow.owner), slow_line(slow));
  };
  return options;
}

extensions::HostOptions host_options(const config::AppConfig& config,
                                     const std::filesystem::path& folder, const Log& log) {
  extensions::HostOptions options;
  options.app = config.name;
  options.folder = folder;
  options.enabled = config.extensions;
  options.choices = config.provide;
  options.settings = config.settings;
  options.sdk = own_version();
  options.lock = [folder] { return extensions::read_lock(folder); };
  options.reserved_commands.assign(kReservedCommands.begin(), kReservedCommands.end());
  options.timeouts = config.lifecycle;
  options.warn = [log](const std::string& sentence) {
    log(base::LogLevel::warning, "carboy", sentence);
  };
  return options;
}

}  // namespace

struct RunningApp::Parts {
  extensions::Registries registries;
  extensions::StateStore state;
  app::Kernel kernel;
  abi::Shared shared;
  abi::OwnServices own_services;
  extensions::Host host;

  Parts(const config::AppConfig& config, const std::filesystem::path& folder, bool debug,
        HostDependencies dependencies)
      : registries([log = dependencies.log](std::string_view signal, const signals::Slot& slot) {
          log(base::LogLevel::error, slot.owner(),
              "a slot of " + std::string(signal) + " failed: " + app::thread_failure().message);
        }),
        kernel(kernel_options(config, debug, registries.clock, dependencies), registries.signals),
        shared(registries, state, kernel, dependencies.log),
        own_services(shared),
        host(host_options(config, folder, dependencies.log), std::move(dependencies.finder),
             registries, kernel, abi::binder(shared)) {
    shared.mode = dependencies.mode;
    shared.debug = debug;
    shared.data_folder = std::filesystem::absolute(folder / config.data).lexically_normal();
    host.add_guest(own_services.scope());
  }
};

RunningApp::RunningApp(const config::AppConfig& config, const std::filesystem::path& folder,
                       bool debug)
    : RunningApp(config, folder, debug, {finder_for(folder), base::log}) {}
RunningApp::RunningApp(const config::AppConfig& config, const std::filesystem::path& folder,
                       bool debug, HostDependencies dependencies)
    : parts_(std::make_unique<Parts>(config, folder, debug, std::move(dependencies))) {}
RunningApp::~RunningApp() = default;

extensions::Host& RunningApp::host() noexcept { return parts_->host; }
const extensions::Host& RunningApp::host() const noexcept { return parts_->host; }
app::Kernel& RunningApp::kernel() noexcept { return parts_->kernel; }
extensions::Registries& RunningApp::registries() noexcept { return parts_->registries; }
abi::Shared& RunningApp::shared() noexcept { return parts_->shared; }

}  // namespace carboy::core::host
