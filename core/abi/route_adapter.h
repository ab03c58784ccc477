// Routes and blueprints, as an extension describes them while it starts.
//
// Thread rule: the thread that runs the extension's start().
#pragma once

#include <carboy/abi/registrar.h>

#include <cstddef>
#include <string>

#include "core/app/contribution.h"

namespace carboy::core::abi {

class RegistrarAdapter;

// One rule of a route: the first, or one that was added with also().
class RouteAdapter final : public carboy::abi::Route {
 public:
  static constexpr std::size_t kFirst = static_cast<std::size_t>(-1);
  RouteAdapter(RegistrarAdapter& registrar, std::size_t route, std::size_t other = kFirst)
      : registrar_(registrar), route_(route), other_(other) {}
  Status set_endpoint(Text name) noexcept override;
  Status wrap(ServiceId id, Text options) noexcept override;
  Status set_nonblocking() noexcept override;
  Status set_flag(carboy::abi::RuleFlag flag, bool on) noexcept override;
  Status set_text(carboy::abi::RuleText what, Text text) noexcept override;
  Status set_default(Text name, carboy::abi::Value value) noexcept override;
  carboy::abi::Route* also(Text rule) noexcept override;

 private:
  app::RouteEntry& entry() noexcept;
  app::RuleEntry& rule() noexcept;
  RegistrarAdapter& registrar_;
  std::size_t route_;
  std::size_t other_;
};

class HookAdapter final : public carboy::abi::Hook {
 public:
  HookAdapter(RegistrarAdapter& registrar, app::MayBlock& hook)
      : registrar_(registrar), hook_(hook) {}
  Status set_nonblocking() noexcept override;
  Status set_cacheable() noexcept override;

 private:
  RegistrarAdapter& registrar_;
  app::MayBlock& hook_;
};

class BlueprintAdapter final : public carboy::abi::Blueprint {
 public:
  BlueprintAdapter(RegistrarAdapter& registrar, std::size_t blueprint)
      : registrar_(registrar), blueprint_(blueprint) {}
  carboy::abi::Route* route(const Text* methods, size_t count, Text rule,
                            carboy::abi::ViewCallback view) noexcept override;
  carboy::abi::Hook* hook(carboy::abi::HookKind kind,
                          carboy::abi::HookCallback callback) noexcept override;
  carboy::abi::Hook* teardown(carboy::abi::TeardownCallback callback) noexcept override;
  carboy::abi::Hook* error_code(int32_t code,
                                carboy::abi::ErrorCallback callback) noexcept override;
  carboy::abi::Hook* error_id(Text id, carboy::abi::ErrorCallback callback) noexcept override;
  carboy::abi::Blueprint* blueprint(Text name, Text prefix) noexcept override;
  carboy::abi::Route* rule(Text rule) noexcept override;
  Status set_text(carboy::abi::RuleText what, Text text) noexcept override;
  Status fallback(carboy::abi::ViewCallback view) noexcept override;
  Status url_defaults(carboy::abi::UrlDefaultsCallback callback) noexcept override;
  carboy::abi::Blueprint* app() noexcept override;

 private:
  app::BlueprintEntry& entry() noexcept;
  carboy::abi::Route* add(app::RouteEntry route, Text rule) noexcept;
  RegistrarAdapter& registrar_;
  std::size_t blueprint_;
};

std::string in_quotes(Text text);
// Returns whether an extension, a blueprint or a converter may have that name: [a-z][a-z0-9_]*.
bool is_name(std::string_view name);

}  // namespace carboy::core::abi
