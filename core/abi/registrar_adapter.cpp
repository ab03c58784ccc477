#include "core/abi/registrar_adapter.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/abi/callbacks.h"
#include "core/abi/converter_callbacks.h"
#include "core/abi/crossing.h"
#include "core/abi/values.h"
#include "core/app/failure.h"
#include "core/app/unit.h"
#include "core/base/error.h"

namespace carboy::core::abi {
namespace {

// The token of background work.
class TokenAdapter final : public carboy::abi::StopToken {
 public:
  explicit TokenAdapter(app::StopSource& source) : source_(source) {}
  bool stop_requested() noexcept override { return source_.stop_requested(); }
  bool wait(int64_t nanoseconds) noexcept override {
    const app::TimeOutside waiting;
    return source_.wait_for(std::chrono::nanoseconds(nanoseconds));
  }

 private:
  app::StopSource& source_;
};

class HandOverAdapter final : public carboy::abi::HandOver {
 public:
  explicit HandOverAdapter(extensions::HandOverData& data) : data_(data) {}
  Text other_version() noexcept override { return data_.other_version; }
  Status write(Bytes piece) noexcept override {
    if (data_.is_sealed) return refused("The take function of a hand-over writes nothing.");
    if (piece.size > extensions::HandOverData::kMostBytes - data_.bytes.size()) {
      return refused(
          "A hand-over has at most 1 GiB. Keep more than that in app.state() or in files.");
    }
    data_.bytes.append(piece.data, piece.size);
    return Status::ok;
  }
  Bytes bytes() noexcept override { return {data_.bytes.data(), data_.bytes.size()}; }

 private:
  extensions::HandOverData& data_;
};

}  // namespace

RegistrarAdapter::RegistrarAdapter(Shared& shared, extensions::Scope& scope,
                                   const nlohmann::json& settings)
    : shared_(shared), scope_(scope), settings_(settings, shared.watch) {
  blueprints_.emplace_back(*this, 0);
}

bool RegistrarAdapter::reject_if_ended() noexcept {
  if (!ended_) {
    if (shared_.watch == nullptr || shared_.watch->may_register()) return false;
    app::fail(500, app::kError, "The host is set to reject this registration.");
    return true;
  }
  app::fail(500, "carboy.SetupFinished",
            scope_.name() + " " + scope_.version() +
                " registers something after its init_app has returned, when nothing can be "
                "registered any more. Move the call into init_app, and decide inside the view or "
                "hook.");
  return true;
}

carboy::abi::Value RegistrarAdapter::config() noexcept { return settings_.value(); }

Status RegistrarAdapter::subscribe(Text signal, Text signature, int32_t priority,
                                   carboy::abi::SlotCallback slot) noexcept {
  OwnedCallback<carboy::abi::SlotCallback> held(slot);
  if (reject_if_ended()) return Status::refused;
  const bool is_of_host = std::string_view(signal).starts_with("carboy.");
  const std::string offered = shared_.registries.signals.signature_of(signal);
  if (is_of_host && offered.empty())
    return refused("The host has no signal " + in_quotes(signal) + ".");
  // A slot of one of the host's signals may take some of its arguments.
  const bool suits = is_of_host && RequestSlot::can_give(offered, signature);
  signals::Signal* const known =
      shared_.registries.signals.signal(signal, suits ? Text(offered) : signature);
  if (known == nullptr) {
    return refused(scope_.name() + " expects the signal " + in_quotes(signal) + " to carry (" +
                   std::string(std::string_view(signature)) + "), but it carries (" + offered +
                   ").");
  }
  std::unique_ptr<signals::Slot> adapted;
  if (is_of_host) {
    adapted = std::make_unique<RequestSlot>(scope_, priority, signature, std::move(held));
  } else {
    adapted = std::make_unique<CallbackSlot>(scope_, priority, std::move(held));
  }
  scope_.add_slot(*known, std::move(adapted));
  return Status::ok;
}

Status RegistrarAdapter::provide(ServiceId id, void* object,
                                 void (*drop)(void*) noexcept) noexcept {
  std::function<void()> free;
  if (drop != nullptr) free = [object, drop] { drop(object); };
  return provide_object(id, object, free);
}

Status RegistrarAdapter::provide_wrapper(
    ServiceId id, carboy::abi::RouteWrapper* wrapper,
    void (*drop)(carboy::abi::RouteWrapper*) noexcept) noexcept {
  std::function<void()> free;
  if (drop != nullptr) free = [wrapper, drop] { drop(wrapper); };
  const Status provided = provide_object(id, wrapper, free);
  if (provided != Status::ok) return provided;
  services::Service& service = shared_.registries.services.service(id.name, id.major_version);
  scope_.contribution().provided_wrappers.push_back({&service, id.minor_version, wrapper});
  return Status::ok;
}

Status RegistrarAdapter::provide_object(ServiceId id, void* object,
                                        const std::function<void()>& free) noexcept {
  if (reject_if_ended()) {
    if (free) free();
    return Status::refused;
  }
  try {
    scope_.add_service(shared_.registries.services.service(id.name, id.major_version),
                       id.minor_version, object, free);
  } catch (const base::Error& error) {
    if (free) free();
    return refused(error.what());
  }
  return Status::ok;
}

Status RegistrarAdapter::contribute(ServiceId id, int32_t priority, void* object,
                                    void (*drop)(void*) noexcept) noexcept {
  std::function<void()> free;
  if (drop != nullptr) free = [object, drop] { drop(object); };
  if (reject_if_ended()) {
    if (free) free();
    return Status::refused;
  }
  try {
    scope_.add_provider({&shared_.registries.services.set(id.name, id.major_version), priority,
                         id.minor_version, object},
                        free);
  } catch (const base::Error& error) {
    if (free) free();
    return refused(error.what());
  }
  return Status::ok;
}

Status RegistrarAdapter::before_publish(carboy::abi::TaskCallback callback) noexcept {
  auto held = std::make_shared<OwnedCallback<carboy::abi::TaskCallback>>(callback);
  if (reject_if_ended()) return Status::refused;
  scope_.contribution().before_publish.emplace_back([held] { return (*held)() == Status::ok; });
  return Status::ok;
}

carboy::abi::Command* RegistrarAdapter::command(Text name, Text help,
                                                carboy::abi::CommandCallback run) noexcept {
  auto held = std::make_shared<OwnedCallback<carboy::abi::CommandCallback>>(run);
  if (reject_if_ended()) return nullptr;
  if (!is_command_name(name)) {
    refused("The name of a command is one or several words of a-z, 0-9, - and _; " +
            in_quotes(name) + " is not allowed.");
    return nullptr;
  }
  extensions::Command command;
  command.name = std::string_view(name);
  command.help = std::string_view(help);
  command.run = [held](extensions::CommandLine& line) {
    const app::OwnUnit unit;
    CliAdapter cli(line);
    return (*held)(static_cast<carboy::abi::Cli*>(&cli)) == Status::ok;
  };
  return &commands_.emplace_back(*this, scope_.add_command(std::move(command)));
}

Status RegistrarAdapter::announce(carboy::abi::AnnounceCallback callback) noexcept {
  auto held = std::make_shared<OwnedCallback<carboy::abi::AnnounceCallback>>(callback);
  if (reject_if_ended()) return Status::refused;
  scope_.announcements().emplace_back([held](std::string_view base_url, std::string& text) {
    const auto append = [](void* self, Text piece) noexcept {
      static_cast<std::string*>(self)->append(std::string_view(piece));
    };
    return (*held)(Text(base_url), TextSink{append, &text}) == Status::ok;
  });
  return Status::ok;
}

void RegistrarAdapter::report_failure_of(std::string_view task) noexcept {
  scope_.owner().faults.fetch_add(1, std::memory_order_relaxed);
  if (shared_.log) {
    shared_.log(base::LogLevel::error, scope_.name(),
                std::string(task) + " failed: " + app::thread_failure().message);
  }
}

Status RegistrarAdapter::every(int64_t nanoseconds, carboy::abi::TaskCallback task) noexcept {
  auto held = std::make_shared<OwnedCallback<carboy::abi::TaskCallback>>(task);
  if (reject_if_ended()) return Status::refused;
  if (nanoseconds <= 0) return refused("The period of a timer must be longer than zero.");
  scope_.work().add_timer(std::chrono::nanoseconds(nanoseconds), [this, held] {
    const app::OwnUnit unit;
    const app::TimeInside inside(scope_.owner().cost, app::Work::timer);
    if ((*held)() != Status::ok) report_failure_of("a timer");
  });
  return Status::ok;
}

Status RegistrarAdapter::background(Text name, carboy::abi::BackgroundCallback work) noexcept {
  auto held = std::make_shared<OwnedCallback<carboy::abi::BackgroundCallback>>(work);
  if (reject_if_ended()) return Status::refused;
  scope_.work().add_background(
      std::string(std::string_view(name)),
      [this, held, title = std::string(std::string_view(name))](app::StopSource& source) {
        TokenAdapter token(source);
        const app::TimeInside inside(scope_.owner().cost, app::Work::background);
        if ((*held)(static_cast<carboy::abi::StopToken*>(&token)) != Status::ok) {
          report_failure_of("background work \"" + title + "\"");
        }
      });
  return Status::ok;
}

Status RegistrarAdapter::at_stop(carboy::abi::TaskCallback callback) noexcept {
  auto held = std::make_shared<OwnedCallback<carboy::abi::TaskCallback>>(callback);
  if (reject_if_ended()) return Status::refused;
  scope_.work().add_stop([this, held] {
    if ((*held)() != Status::ok) report_failure_of("a stop callback");
  });
  return Status::ok;
}

carboy::abi::Hook* RegistrarAdapter::teardown_app(carboy::abi::TeardownCallback callback) noexcept {
  auto adapted = std::make_unique<CallbackTeardown>(scope_, callback);
  if (reject_if_ended()) return nullptr;
  return registered(*scope_.contribution().teardown_app.emplace_back(std::move(adapted)));
}

Status RegistrarAdapter::converter(Text name,
                                   const carboy::abi::ConverterOptions* options) noexcept {
  auto factory = converter_factory(completed(*options));
  if (reject_if_ended()) return Status::refused;
  if (!is_name(name)) {
    return refused("The name of a converter consists of a-z, 0-9 and _ and begins with a letter; " +
                   in_quotes(name) + " is not allowed.");
  }
  if (std::string_view(options->regex).empty()) {
    return refused("The converter " + in_quotes(name) +
                   " needs a regular expression for the texts that it takes; it is empty.");
  }
  scope_.contribution().converters.push_back(
      {std::string(std::string_view(name)), std::move(factory)});
  return Status::ok;
}

Status RegistrarAdapter::hand_over(carboy::abi::HandOverCallback save,
                                   carboy::abi::HandOverCallback take) noexcept {
  using Held = OwnedCallback<carboy::abi::HandOverCallback>;
  const auto adapted = [](carboy::abi::HandOverCallback callback) {
    return [held = std::make_shared<Held>(callback)](extensions::HandOverData& data) {
      HandOverAdapter adapter(data);
      return (*held)(static_cast<carboy::abi::HandOver*>(&adapter)) == Status::ok;
    };
  };
  extensions::HandOverFunctions functions{adapted(save), adapted(take)};
  if (reject_if_ended()) return Status::refused;
  if (save.function == nullptr || take.function == nullptr) {
    return refused("A hand-over needs two functions, save and take.");
  }
  if (scope_.work().hand_over()) {
    return refused(scope_.name() + " " + scope_.version() + " registers its hand-over twice.");
  }
  scope_.work().hand_over() = std::move(functions);
  return Status::ok;
}

}  // namespace carboy::core::abi
