// The host as one extension sees it.
//
// Thread rule: that of sdk/include/carboy/abi/host.h.
#pragma once

#include <carboy/abi/host.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/abi/registry_adapters.h"
#include "core/abi/service_set_adapter.h"
#include "core/abi/state_adapter.h"
#include "core/abi/watch.h"
#include "core/app/kernel.h"
#include "core/app/run_mode.h"
#include "core/base/log.h"
#include "core/extensions/life/scope.h"
#include "core/extensions/life/state_store.h"
#include "core/extensions/package/extension_file.h"

namespace carboy::core::abi {

// Writes a line of an extension to the log, after its {} were replaced.
using LogLine =
    std::function<void(base::LogLevel level, std::string_view extension, std::string_view line)>;
// Translates the level of a line. A level that this host does not know is an error.
base::LogLevel level_of(carboy::LogLevel level) noexcept;

// What the adapters of all extensions share.
struct Shared {
  extensions::Registries& registries;
  extensions::StateStore& state;
  app::Kernel& kernel;
  LogLine log;
  app::RunMode mode = app::RunMode::command;
  bool debug = false;
  std::filesystem::path data_folder;  // of the app; empty: it has none
  Watch* watch = nullptr;             // of the extension that is being started; may be null

  Shared(extensions::Registries& shared_registries, extensions::StateStore& shared_state,
         app::Kernel& shared_kernel, LogLine shared_log)
      : registries(shared_registries),
        state(shared_state),
        kernel(shared_kernel),
        log(std::move(shared_log)) {}

  // Return the adapter of a service or a signal, made at the first call and kept as long as this
  // object.
  ServiceRefAdapter* service_adapter(services::Service& service);
  ServiceSetAdapter* set_adapter(services::Set& set);
  SignalAdapter* signal_adapter(signals::Signal& signal);

 private:
  std::mutex mutex_;
  std::map<const services::Service*, std::unique_ptr<ServiceRefAdapter>> services_;
  std::map<const services::Set*, std::unique_ptr<ServiceSetAdapter>> sets_;
  std::map<const signals::Signal*, std::unique_ptr<SignalAdapter>> signals_;
};

class HostAdapter final : public carboy::abi::Host {
 public:
  // `file` is the file that the extension was loaded from; empty if there is none.
  HostAdapter(Shared& shared, extensions::Scope& scope, std::filesystem::path file = {})
      : shared_(shared),
        scope_(scope),
        state_(shared.state.of(scope.name())),
        file_(std::move(file)) {}

  uint32_t sdk() noexcept override;
  carboy::abi::Request* current() noexcept override;
  void set_error(const carboy::abi::Error* error) noexcept override;
  const carboy::abi::Error* error() noexcept override;
  void log(carboy::LogLevel level, Text message, const Text* arguments,
           size_t count) noexcept override;
  carboy::abi::ServiceRef* service(ServiceId id, bool required) noexcept override;
  carboy::abi::Signal* signal(Text name, Text signature) noexcept override;
  carboy::abi::State* state() noexcept override { return &state_; }
  Status url_for(Text endpoint, const Text* values, size_t count, TextSink out) noexcept override;
  Status after_this_request(carboy::abi::HookCallback callback) noexcept override;
  Status keep_context() noexcept override;
  int64_t now() noexcept override;
  Status resource(Text path, Bytes* out) noexcept override;
  carboy::abi::ServiceSet* services(ServiceId id) noexcept override;
  uint64_t begin_unit() noexcept override;
  void end_unit(uint64_t token) noexcept override;
  carboy::Mode mode() noexcept override;
  bool debug() noexcept override { return shared_.debug; }
  Status request_value(Text key, uint64_t layout, void** out) noexcept override;
  Status set_request_value(Text key, uint64_t layout, void* value,
                           void (*drop)(void*) noexcept) noexcept override;
  Status data_folder(TextSink out) noexcept override;
  void mark_personal(Text why) noexcept override;
  void depends_on(Text tag) noexcept override;

 private:
  bool is_held_by(const app::Exchange& exchange) const noexcept;

  Shared& shared_;
  extensions::Scope& scope_;
  StateAdapter state_;
  const std::filesystem::path file_;
  std::once_flag opened_once_;
  std::optional<extensions::ExtensionFile> opened_;
};

}  // namespace carboy::core::abi
