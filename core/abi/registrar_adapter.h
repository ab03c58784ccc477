// Puts what an extension registers while it starts into its scope.
//
// Thread rule: the thread that runs the extension's start(). After start() has returned, every call
// is rejected.
#pragma once

#include <carboy/abi/registrar.h>

#include <atomic>
#include <deque>
#include <functional>
#include <nlohmann/json_fwd.hpp>

#include "core/abi/command_adapter.h"
#include "core/abi/host_adapter.h"
#include "core/abi/route_adapter.h"
#include "core/abi/watched_settings.h"
#include "core/extensions/life/scope.h"

namespace carboy::core::abi {

class RegistrarAdapter final : public carboy::abi::Registrar {
 public:
  RegistrarAdapter(Shared& shared, extensions::Scope& scope, const nlohmann::json& settings);

  carboy::abi::Blueprint* app() noexcept override { return &blueprints_.front(); }
  carboy::abi::Value config() noexcept override;
  Status subscribe(Text signal, Text signature, int32_t priority,
                   carboy::abi::SlotCallback slot) noexcept override;
  Status provide(ServiceId id, void* object, void (*drop)(void*) noexcept) noexcept override;
  carboy::abi::Command* command(Text name, Text help,
                                carboy::abi::CommandCallback run) noexcept override;
  Status every(int64_t nanoseconds, carboy::abi::TaskCallback task) noexcept override;
  Status background(Text name, carboy::abi::BackgroundCallback work) noexcept override;
  Status at_stop(carboy::abi::TaskCallback callback) noexcept override;
  carboy::abi::Hook* teardown_app(carboy::abi::TeardownCallback callback) noexcept override;
  Status converter(Text name, const carboy::abi::ConverterOptions* options) noexcept override;
  Status contribute(ServiceId id, int32_t priority, void* object,
                    void (*drop)(void*) noexcept) noexcept override;
  Status before_publish(carboy::abi::TaskCallback callback) noexcept override;
  Status announce(carboy::abi::AnnounceCallback callback) noexcept override;
  Status hand_over(carboy::abi::HandOverCallback save,
                   carboy::abi::HandOverCallback take) noexcept override;

  Status provide_wrapper(ServiceId id, carboy::abi::RouteWrapper* wrapper,
                         void (*drop)(carboy::abi::RouteWrapper*) noexcept) noexcept override;

  // Rejects every later call.
  void end() noexcept { ended_ = true; }

 private:
  friend class RouteAdapter;
  friend class BlueprintAdapter;
  friend class HookAdapter;
  friend class CommandAdapter;
  // Provides a service; `free`, which may be empty, frees the object.
  Status provide_object(ServiceId id, void* object, const std::function<void()>& free) noexcept;
  // Returns true, and sets this thread's failure, if registering is over or the watch rejects it.
  bool reject_if_ended() noexcept;
  // Returns what describes `hook`, which the scope keeps, further.
  carboy::abi::Hook* registered(app::MayBlock& hook) { return &hooks_.emplace_back(*this, hook); }
  // Logs this thread's failure as that of `task`, and counts it.
  void report_failure_of(std::string_view task) noexcept;

  Shared& shared_;
  extensions::Scope& scope_;
  WatchedSettings settings_;
  std::deque<BlueprintAdapter> blueprints_;
  std::deque<RouteAdapter> routes_;
  std::deque<HookAdapter> hooks_;
  std::deque<CommandAdapter> commands_;
  std::atomic<bool> ended_{false};
};

}  // namespace carboy::core::abi
