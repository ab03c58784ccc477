#include "core/abi/registrar_face.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/abi/callbacks.h"
#include "core/abi/values.h"
#include "core/app/failure.h"
#include "core/base/error.h"

namespace carboy::core::abi {
namespace {

bool is_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name[0] >= 'a' && name[0] <= 'z' &&
         std::all_of(name.begin(), name.end(), allowed);
}

std::string in_quotes(Text text) { return "\"" + std::string(std::string_view(text)) + "\""; }

Status refused(std::string why) {
  app::fail(500, "carboy.Error", std::move(why));
  return Status::refused;
}

// The token of background work.
class TokenFace final : public carboy::abi::StopToken {
 public:
  explicit TokenFace(app::StopSource& source) : source_(source) {}
  bool stop_requested() noexcept override { return source_.stop_requested(); }
  bool wait(int64_t nanoseconds) noexcept override {
    return source_.wait_for(std::chrono::nanoseconds(nanoseconds));
  }

 private:
  app::StopSource& source_;
};

class CliFace final : public carboy::abi::Cli {
 public:
  explicit CliFace(extensions::CommandLine& line) : line_(line) {}
  size_t argument_count() noexcept override { return line_.arguments().size(); }
  Text argument(size_t index) noexcept override {
    return index < line_.arguments().size() ? Text(line_.arguments()[index]) : Text();
  }
  void print(Text line) noexcept override { line_.print(line); }
  void print_error(Text line) noexcept override { line_.print_error(line); }

 private:
  extensions::CommandLine& line_;
};

}  // namespace

app::RouteEntry& RouteFace::entry() noexcept {
  return registrar_.scope_.contribution().routes[route_];
}

Status RouteFace::set_endpoint(Text name) noexcept {
  if (registrar_.refuses()) return Status::refused;
  const std::string_view text = name;
  if (text.empty() || text.find('.') != std::string_view::npos) {
    return refused("An endpoint is named without dots; " + in_quotes(name) + " is not possible.");
  }
  const std::string& blueprint =
      registrar_.scope_.contribution().blueprints[entry().blueprint].name;
  entry().endpoint = blueprint.empty() ? std::string(text) : blueprint + "." + std::string(text);
  return Status::ok;
}

Status RouteFace::wrap(ServiceId id, Text options) noexcept {
  if (registrar_.refuses()) return Status::refused;
  services::Slot& slot = registrar_.shared_.registries.services.slot(id.name, id.major_version);
  entry().wrappers.push_back({&slot, id.minor_version, std::string(std::string_view(options))});
  return Status::ok;
}

Status RouteFace::set_nonblocking() noexcept {
  if (registrar_.refuses()) return Status::refused;
  entry().nonblocking = true;
  return Status::ok;
}

app::BlueprintEntry& BlueprintFace::entry() noexcept {
  return registrar_.scope_.contribution().blueprints[blueprint_];
}

carboy::abi::Route* BlueprintFace::route(const Text* methods, size_t count, Text rule,
                                         carboy::abi::ViewCallback view) noexcept {
  auto adapted = std::make_unique<CallbackView>(registrar_.scope_, view);
  if (registrar_.refuses()) return nullptr;
  if (view.function == nullptr || count == 0) {
    app::fail(500, "carboy.Error", "A route needs a view and at least one method.");
    return nullptr;
  }
  app::RouteEntry route;
  for (size_t i = 0; i < count; ++i) route.methods.emplace_back(std::string_view(methods[i]));
  route.rule = entry().prefix + std::string(std::string_view(rule));
  route.blueprint = blueprint_;
  route.view = std::move(adapted);
  auto& routes = registrar_.scope_.contribution().routes;
  routes.push_back(std::move(route));
  return &registrar_.routes_.emplace_back(registrar_, routes.size() - 1);
}

Status BlueprintFace::hook(carboy::abi::Hook when, carboy::abi::HookCallback callback) noexcept {
  auto adapted = std::make_unique<CallbackHook>(registrar_.scope_, callback);
  if (registrar_.refuses()) return Status::refused;
  auto& hooks = when == carboy::abi::Hook::before_request ? entry().before : entry().after;
  hooks.push_back(std::move(adapted));
  return Status::ok;
}

Status BlueprintFace::teardown(carboy::abi::TeardownCallback callback) noexcept {
  auto adapted = std::make_unique<CallbackTeardown>(callback);
  if (registrar_.refuses()) return Status::refused;
  entry().teardown.push_back(std::move(adapted));
  return Status::ok;
}

Status BlueprintFace::error_code(int32_t code, carboy::abi::ErrorCallback callback) noexcept {
  auto adapted = std::make_unique<CallbackErrorHandler>(registrar_.scope_, callback);
  if (registrar_.refuses()) return Status::refused;
  if (code < 400 || code > 599) {
    return refused("An error handler is for a status from 400 to 599, not " + std::to_string(code) +
                   ".");
  }
  entry().errors_by_code.emplace_back(code, std::move(adapted));
  return Status::ok;
}

Status BlueprintFace::error_id(Text id, carboy::abi::ErrorCallback callback) noexcept {
  auto adapted = std::make_unique<CallbackErrorHandler>(registrar_.scope_, callback);
  if (registrar_.refuses()) return Status::refused;
  entry().errors_by_id.emplace_back(std::string(std::string_view(id)), std::move(adapted));
  return Status::ok;
}

carboy::abi::Blueprint* BlueprintFace::blueprint(Text name, Text prefix) noexcept {
  if (registrar_.refuses()) return nullptr;
  if (!is_name(name)) {
    app::fail(500, "carboy.Error",
              "A blueprint is named with a-z, 0-9 and _, a letter first; " + in_quotes(name) +
                  " is not possible.");
    return nullptr;
  }
  auto& blueprints = registrar_.scope_.contribution().blueprints;
  const std::string full = entry().name.empty()
                               ? std::string(std::string_view(name))
                               : entry().name + "." + std::string(std::string_view(name));
  if (std::any_of(blueprints.begin(), blueprints.end(),
                  [&](const auto& other) { return other.name == full; })) {
    app::fail(
        500, "carboy.Error",
        "There are two blueprints " + in_quotes(full) + " in " + registrar_.scope_.name() + ".");
    return nullptr;
  }
  app::BlueprintEntry made;
  made.name = full;
  made.prefix = entry().prefix + std::string(std::string_view(prefix));
  made.parent = blueprint_;
  blueprints.push_back(std::move(made));
  return &registrar_.blueprints_.emplace_back(registrar_, blueprints.size() - 1);
}

RegistrarFace::RegistrarFace(Shared& shared, extensions::Scope& scope,
                             const nlohmann::json& settings)
    : shared_(shared), scope_(scope), settings_(settings) {
  blueprints_.emplace_back(*this, 0);
}

bool RegistrarFace::refuses() noexcept {
  if (!ended_) return false;
  app::fail(500, "carboy.Error", "Nothing can be registered any more: that is for init_app.");
  return true;
}

carboy::abi::Value RegistrarFace::config() noexcept { return value_of(settings_); }

Status RegistrarFace::subscribe(Text signal, Text signature, int32_t priority,
                                carboy::abi::SlotCallback slot) noexcept {
  Held<carboy::abi::SlotCallback> held(slot);
  if (refuses()) return Status::refused;
  const bool of_host = std::string_view(signal).starts_with("carboy.");
  if (of_host && shared_.registries.signals.signature_of(signal).empty()) {
    return refused("The host has no signal " + in_quotes(signal) + ".");
  }
  signals::Signal* const known = shared_.registries.signals.signal(signal, signature);
  if (known == nullptr) {
    return refused(scope_.name() + " wants the signal " + in_quotes(signal) + " to carry (" +
                   std::string(std::string_view(signature)) + "); it carries (" +
                   shared_.registries.signals.signature_of(signal) + ").");
  }
  std::unique_ptr<signals::Slot> adapted;
  if (of_host) {
    adapted = std::make_unique<RequestSlot>(scope_, priority, signature, std::move(held));
  } else {
    adapted = std::make_unique<CallbackSlot>(scope_, priority, std::move(held));
  }
  scope_.add_slot(*known, std::move(adapted));
  return Status::ok;
}

Status RegistrarFace::provide(ServiceId id, void* object, void (*drop)(void*) noexcept) noexcept {
  std::function<void()> free;
  if (drop != nullptr) free = [object, drop] { drop(object); };
  if (refuses()) {
    if (free) free();
    return Status::refused;
  }
  try {
    scope_.add_service(shared_.registries.services.slot(id.name, id.major_version),
                       id.minor_version, object, free);
  } catch (const base::Error& error) {
    if (free) free();
    return refused(error.what());
  }
  return Status::ok;
}

Status RegistrarFace::command(Text name, Text help, carboy::abi::CommandCallback run) noexcept {
  auto held = std::make_shared<Held<carboy::abi::CommandCallback>>(run);
  if (refuses()) return Status::refused;
  extensions::Command command;
  command.name = std::string_view(name);
  command.help = std::string_view(help);
  command.run = [held](extensions::CommandLine& line) {
    CliFace cli(line);
    return (*held)(static_cast<carboy::abi::Cli*>(&cli)) == Status::ok;
  };
  scope_.add_command(std::move(command));
  return Status::ok;
}

void RegistrarFace::report(std::string_view what) noexcept {
  scope_.owner().faults.fetch_add(1, std::memory_order_relaxed);
  if (shared_.log) {
    shared_.log(LogLevel::error, scope_.name(),
                std::string(what) + " failed: " + app::thread_failure().message);
  }
}

Status RegistrarFace::every(int64_t nanoseconds, carboy::abi::TaskCallback task) noexcept {
  auto held = std::make_shared<Held<carboy::abi::TaskCallback>>(task);
  if (refuses()) return Status::refused;
  if (nanoseconds <= 0) return refused("A timer's period is longer than nothing.");
  scope_.add_timer(std::chrono::nanoseconds(nanoseconds), [this, held] {
    if ((*held)() != Status::ok) report("a timer");
  });
  return Status::ok;
}

Status RegistrarFace::background(Text name, carboy::abi::BackgroundCallback work) noexcept {
  auto held = std::make_shared<Held<carboy::abi::BackgroundCallback>>(work);
  if (refuses()) return Status::refused;
  scope_.add_background(
      std::string(std::string_view(name)),
      [this, held, title = std::string(std::string_view(name))](app::StopSource& source) {
        TokenFace token(source);
        if ((*held)(static_cast<carboy::abi::StopToken*>(&token)) != Status::ok) {
          report("background work \"" + title + "\"");
        }
      });
  return Status::ok;
}

Status RegistrarFace::at_stop(carboy::abi::TaskCallback callback) noexcept {
  auto held = std::make_shared<Held<carboy::abi::TaskCallback>>(callback);
  if (refuses()) return Status::refused;
  scope_.add_stop([this, held] {
    if ((*held)() != Status::ok) report("a stop callback");
  });
  return Status::ok;
}

}  // namespace carboy::core::abi
