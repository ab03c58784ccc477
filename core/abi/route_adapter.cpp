#include "core/abi/route_adapter.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/abi/callbacks.h"
#include "core/abi/crossing.h"
#include "core/abi/registrar_adapter.h"
#include "core/abi/values.h"
#include "core/app/failure.h"

namespace carboy::core::abi {
namespace {

using carboy::abi::RuleFlag;
using carboy::abi::RuleText;

std::optional<routing::Value> default_of(carboy::abi::Value value) {
  if (value.table == nullptr) return std::nullopt;
  ValueArena arena;
  switch (value.table->kind(value.object)) {
    case carboy::ValueKind::boolean:
      return routing::Value(value.table->i64(value.object) != 0);
    case carboy::ValueKind::i64:
      return routing::Value(value.table->i64(value.object));
    case carboy::ValueKind::f64:
      return routing::Value(value.table->f64(value.object));
    case carboy::ValueKind::text:
      return routing::Value(std::string_view(value.table->text(value.object, &arena)));
    default:
      return std::nullopt;
  }
}

// Returns an entry for a rule of the blueprint, with its prefix, host and subdomain.
app::RuleEntry rule_of(const app::BlueprintEntry& blueprint, Text rule) {
  app::RuleEntry made;
  made.rule = blueprint.prefix + std::string(std::string_view(rule));
  made.host = blueprint.host;
  made.subdomain = blueprint.subdomain;
  return made;
}

}  // namespace

bool is_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name[0] >= 'a' && name[0] <= 'z' &&
         std::all_of(name.begin(), name.end(), allowed);
}

std::string in_quotes(Text text) { return "\"" + std::string(std::string_view(text)) + "\""; }

app::RouteEntry& RouteAdapter::entry() noexcept {
  return registrar_.scope_.contribution().routes[route_];
}

app::RuleEntry& RouteAdapter::rule() noexcept {
  return other_ == kFirst ? entry() : entry().others[other_];
}

Status RouteAdapter::set_endpoint(Text name) noexcept {
  if (registrar_.reject_if_ended()) return Status::refused;
  const std::string_view text = name;
  if (text.empty() || text.find('.') != std::string_view::npos) {
    return refused("The name of an endpoint must not be empty or contain a dot; " +
                   in_quotes(name) + " is not allowed.");
  }
  const std::string& blueprint =
      registrar_.scope_.contribution().blueprints[entry().blueprint].name;
  entry().endpoint = blueprint.empty() ? std::string(text) : blueprint + "." + std::string(text);
  return Status::ok;
}

Status RouteAdapter::wrap(ServiceId id, Text options) noexcept {
  if (registrar_.reject_if_ended()) return Status::refused;
  services::Service& service =
      registrar_.shared_.registries.services.service(id.name, id.major_version);
  entry().wrappers.push_back({&service, id.minor_version, std::string(std::string_view(options))});
  return Status::ok;
}

Status RouteAdapter::set_nonblocking() noexcept {
  if (registrar_.reject_if_ended()) return Status::refused;
  entry().nonblocking = true;
  return Status::ok;
}

Status RouteAdapter::set_flag(RuleFlag flag, bool on) noexcept {
  if (registrar_.reject_if_ended()) return Status::refused;
  switch (flag) {
    case RuleFlag::strict_slashes:
      rule().strict_slashes = on;
      return Status::ok;
    case RuleFlag::merge_slashes:
      rule().merge_slashes = on;
      return Status::ok;
    case RuleFlag::alias:
      rule().alias = on;
      if (on) rule().build_only = false;
      return Status::ok;
    case RuleFlag::build_only:
      rule().build_only = on;
      return Status::ok;
    case RuleFlag::websocket:
      rule().websocket = on;
      return Status::ok;
    case RuleFlag::automatic_options:
      entry().automatic_options = on;
      return Status::ok;
  }
  return refused("This host does not know an option of the rule " + rule().rule + ".");
}

Status RouteAdapter::set_text(RuleText what, Text text) noexcept {
  if (registrar_.reject_if_ended()) return Status::refused;
  const std::string value(std::string_view{text});
  switch (what) {
    case RuleText::host:
      rule().host = value;
      return Status::ok;
    case RuleText::subdomain:
      rule().subdomain = value;
      return Status::ok;
    case RuleText::redirect_to:
      rule().redirect_to = value;
      rule().build_only = false;
      return Status::ok;
  }
  return refused("This host does not know an option of the rule " + rule().rule + ".");
}

Status RouteAdapter::set_default(Text name, carboy::abi::Value value) noexcept {
  if (registrar_.reject_if_ended()) return Status::refused;
  auto known = default_of(value);
  if (!known) {
    return refused("The default " + in_quotes(name) + " of the rule " + rule().rule +
                   " must be a number, a text, true or false.");
  }
  rule().defaults.push_back({std::string(std::string_view(name)), *std::move(known)});
  return Status::ok;
}

carboy::abi::Route* RouteAdapter::also(Text rule) noexcept {
  if (registrar_.reject_if_ended()) return nullptr;
  auto& others = entry().others;
  others.push_back(rule_of(registrar_.scope_.contribution().blueprints[entry().blueprint], rule));
  return &registrar_.routes_.emplace_back(registrar_, route_, others.size() - 1);
}

app::BlueprintEntry& BlueprintAdapter::entry() noexcept {
  return registrar_.scope_.contribution().blueprints[blueprint_];
}

carboy::abi::Route* BlueprintAdapter::add(app::RouteEntry route, Text rule) noexcept {
  static_cast<app::RuleEntry&>(route) = rule_of(entry(), rule);
  route.build_only = route.view == nullptr;
  route.blueprint = blueprint_;
  auto& routes = registrar_.scope_.contribution().routes;
  routes.push_back(std::move(route));
  return &registrar_.routes_.emplace_back(registrar_, routes.size() - 1);
}

carboy::abi::Route* BlueprintAdapter::route(const Text* methods, size_t count, Text rule,
                                            carboy::abi::ViewCallback view) noexcept {
  auto adapted = std::make_unique<CallbackView>(registrar_.scope_, view);
  if (registrar_.reject_if_ended()) return nullptr;
  if (view.function == nullptr || count == 0) {
    static_cast<void>(refused("A route needs a view and at least one method."));
    return nullptr;
  }
  app::RouteEntry route;
  for (size_t i = 0; i < count; ++i) route.methods.emplace_back(std::string_view(methods[i]));
  route.view = std::move(adapted);
  return add(std::move(route), rule);
}

carboy::abi::Route* BlueprintAdapter::rule(Text rule) noexcept {
  if (registrar_.reject_if_ended()) return nullptr;
  return add({}, rule);
}

Status BlueprintAdapter::set_text(RuleText what, Text text) noexcept {
  if (registrar_.reject_if_ended()) return Status::refused;
  const std::string value(std::string_view{text});
  if (what == RuleText::host) {
    entry().host = value;
    return Status::ok;
  }
  if (what == RuleText::subdomain) {
    const app::BlueprintEntry& outer = registrar_.scope_.contribution().blueprints[entry().parent];
    const std::string rest = blueprint_ == 0 ? "" : outer.subdomain.value_or("");
    entry().subdomain = rest.empty() ? value : value + "." + rest;
    return Status::ok;
  }
  return refused("This host does not know an option of the blueprint " + in_quotes(entry().name) +
                 ".");
}

Status BlueprintAdapter::fallback(carboy::abi::ViewCallback view) noexcept {
  auto adapted = std::make_unique<CallbackView>(registrar_.scope_, view);
  if (registrar_.reject_if_ended()) return Status::refused;
  if (view.function == nullptr) return refused("A fallback needs a view.");
  if (entry().fallback != nullptr) {
    return refused("The blueprint " + in_quotes(entry().name) + " has a fallback already.");
  }
  entry().fallback = std::move(adapted);
  return Status::ok;
}

Status BlueprintAdapter::url_defaults(carboy::abi::UrlDefaultsCallback callback) noexcept {
  auto adapted = std::make_unique<CallbackUrlDefaults>(callback);
  if (registrar_.reject_if_ended()) return Status::refused;
  entry().url_defaults.push_back(std::move(adapted));
  return Status::ok;
}

carboy::abi::Blueprint* BlueprintAdapter::app() noexcept { return registrar_.app(); }

Status HookAdapter::set_nonblocking() noexcept {
  if (registrar_.reject_if_ended()) return Status::refused;
  hook_.nonblocking = true;
  return Status::ok;
}

Status HookAdapter::set_cacheable() noexcept {
  if (registrar_.reject_if_ended()) return Status::refused;
  hook_.cacheable = true;
  return Status::ok;
}

carboy::abi::Hook* BlueprintAdapter::hook(carboy::abi::HookKind kind,
                                          carboy::abi::HookCallback callback) noexcept {
  auto adapted = std::make_unique<CallbackHook>(registrar_.scope_, callback);
  if (registrar_.reject_if_ended()) return nullptr;
  const auto put = [&](std::vector<std::unique_ptr<app::Hook>>& list) {
    return registrar_.registered(*list.emplace_back(std::move(adapted)));
  };
  switch (kind) {
    case carboy::abi::HookKind::before_request:
      return put(entry().before);
    case carboy::abi::HookKind::after_request:
      return put(entry().after);
    case carboy::abi::HookKind::url_value_preprocessor:
      return put(entry().url_values);
  }
  refused("This host does not know a kind of hook that " + registrar_.scope_.name() +
          " registers.");
  return nullptr;
}

carboy::abi::Hook* BlueprintAdapter::teardown(carboy::abi::TeardownCallback callback) noexcept {
  auto adapted = std::make_unique<CallbackTeardown>(registrar_.scope_, callback);
  if (registrar_.reject_if_ended()) return nullptr;
  return registrar_.registered(*entry().teardown.emplace_back(std::move(adapted)));
}

carboy::abi::Hook* BlueprintAdapter::error_code(int32_t code,
                                                carboy::abi::ErrorCallback callback) noexcept {
  auto adapted = std::make_unique<CallbackErrorHandler>(registrar_.scope_, callback);
  if (registrar_.reject_if_ended()) return nullptr;
  if (code < 400 || code > 599) {
    refused("An error handler takes a status from 400 to 599, not " + std::to_string(code) + ".");
    return nullptr;
  }
  return registrar_.registered(
      *entry().errors_by_code.emplace_back(code, std::move(adapted)).second);
}

carboy::abi::Hook* BlueprintAdapter::error_id(Text id,
                                              carboy::abi::ErrorCallback callback) noexcept {
  auto adapted = std::make_unique<CallbackErrorHandler>(registrar_.scope_, callback);
  if (registrar_.reject_if_ended()) return nullptr;
  auto& made = entry().errors_by_id.emplace_back(std::string_view(id), std::move(adapted));
  return registrar_.registered(*made.second);
}

carboy::abi::Blueprint* BlueprintAdapter::blueprint(Text name, Text prefix) noexcept {
  if (registrar_.reject_if_ended()) return nullptr;
  if (!is_name(name)) {
    app::fail(500, app::kError,
              "The name of a blueprint consists of a-z, 0-9 and _ and begins with a letter; " +
                  in_quotes(name) + " is not allowed.");
    return nullptr;
  }
  auto& blueprints = registrar_.scope_.contribution().blueprints;
  const std::string full = entry().name.empty()
                               ? std::string(std::string_view(name))
                               : entry().name + "." + std::string(std::string_view(name));
  if (std::any_of(blueprints.begin(), blueprints.end(),
                  [&](const auto& other) { return other.name == full; })) {
    app::fail(
        500, app::kError,
        "There are two blueprints " + in_quotes(full) + " in " + registrar_.scope_.name() + ".");
    return nullptr;
  }
  app::BlueprintEntry made;
  made.name = full;
  made.prefix = entry().prefix + std::string(std::string_view(prefix));
  made.parent = blueprint_;
  made.host = entry().host;
  made.subdomain = entry().subdomain;
  blueprints.push_back(std::move(made));
  return &registrar_.blueprints_.emplace_back(registrar_, blueprints.size() - 1);
}

}  // namespace carboy::core::abi
