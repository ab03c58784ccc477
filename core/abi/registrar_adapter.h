// What an extension registers while it starts, put into its scope.
//
// Thread rule: the thread that runs the extension's start(). Once that has returned, every call is
// refused.
#pragma once

#include <carboy/abi/registrar.h>

#include <atomic>
#include <deque>
#include <nlohmann/json_fwd.hpp>

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
  Status command(Text name, Text help, carboy::abi::CommandCallback run) noexcept override;
  Status every(int64_t nanoseconds, carboy::abi::TaskCallback task) noexcept override;
  Status background(Text name, carboy::abi::BackgroundCallback work) noexcept override;
  Status at_stop(carboy::abi::TaskCallback callback) noexcept override;
  Status teardown_app(carboy::abi::TeardownCallback callback) noexcept override;
  Status converter(Text name, const carboy::abi::ConverterOptions* options) noexcept override;

  // Refuses everything from now on.
  void end() noexcept { ended_ = true; }

 private:
  friend class RouteAdapter;
  friend class BlueprintAdapter;
  friend class RegisteredHookAdapter;
  // True, and the failure set, when registering is over or somebody who watches says no.
  bool refuses() noexcept;
  void report(std::string_view what) noexcept;

  Shared& shared_;
  extensions::Scope& scope_;
  WatchedSettings settings_;
  std::deque<BlueprintAdapter> blueprints_;
  std::deque<RouteAdapter> routes_;
  std::deque<RegisteredHookAdapter> hooks_;
  std::atomic<bool> ended_{false};
};

}  // namespace carboy::core::abi
