// What an extension registers while it starts, put into its scope.
//
// Thread rule: the thread that runs the extension's start(). Once that has returned, every call is
// refused.
#pragma once

#include <carboy/abi/registrar.h>

#include <atomic>
#include <deque>
#include <nlohmann/json_fwd.hpp>

#include "core/abi/host_face.h"
#include "core/extensions/scope.h"

namespace carboy::core::abi {

class RegistrarFace;

class RouteFace final : public carboy::abi::Route {
 public:
  RouteFace(RegistrarFace& registrar, std::size_t route) : registrar_(registrar), route_(route) {}
  Status set_endpoint(Text name) noexcept override;
  Status wrap(ServiceId id, Text options) noexcept override;
  Status set_nonblocking() noexcept override;

 private:
  app::RouteEntry& entry() noexcept;
  RegistrarFace& registrar_;
  std::size_t route_;
};

class BlueprintFace final : public carboy::abi::Blueprint {
 public:
  BlueprintFace(RegistrarFace& registrar, std::size_t blueprint)
      : registrar_(registrar), blueprint_(blueprint) {}
  carboy::abi::Route* route(const Text* methods, size_t count, Text rule,
                            carboy::abi::ViewCallback view) noexcept override;
  Status hook(carboy::abi::Hook when, carboy::abi::HookCallback callback) noexcept override;
  Status teardown(carboy::abi::TeardownCallback callback) noexcept override;
  Status error_code(int32_t code, carboy::abi::ErrorCallback callback) noexcept override;
  Status error_id(Text id, carboy::abi::ErrorCallback callback) noexcept override;
  carboy::abi::Blueprint* blueprint(Text name, Text prefix) noexcept override;

 private:
  app::BlueprintEntry& entry() noexcept;
  RegistrarFace& registrar_;
  std::size_t blueprint_;
};

class RegistrarFace final : public carboy::abi::Registrar {
 public:
  RegistrarFace(Shared& shared, extensions::Scope& scope, const nlohmann::json& settings);

  carboy::abi::Blueprint* app() noexcept override { return &blueprints_.front(); }
  carboy::abi::Value config() noexcept override;
  Status subscribe(Text signal, Text signature, int32_t priority,
                   carboy::abi::SlotCallback slot) noexcept override;
  Status provide(ServiceId id, void* object, void (*drop)(void*) noexcept) noexcept override;
  Status command(Text name, Text help, carboy::abi::CommandCallback run) noexcept override;
  Status every(int64_t nanoseconds, carboy::abi::TaskCallback task) noexcept override;
  Status background(Text name, carboy::abi::BackgroundCallback work) noexcept override;
  Status at_stop(carboy::abi::TaskCallback callback) noexcept override;

  // Refuses everything from now on.
  void end() noexcept { ended_ = true; }

 private:
  friend class RouteFace;
  friend class BlueprintFace;
  // True, and the failure set, when registering is over.
  bool refuses() noexcept;
  void report(std::string_view what) noexcept;

  Shared& shared_;
  extensions::Scope& scope_;
  const nlohmann::json& settings_;
  std::deque<BlueprintFace> blueprints_;
  std::deque<RouteFace> routes_;
  std::atomic<bool> ended_{false};
};

}  // namespace carboy::core::abi
