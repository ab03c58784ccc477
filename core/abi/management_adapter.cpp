#include "core/abi/management_adapter.h"

#include <array>
#include <chrono>

#include "core/abi/crossing.h"
#include "core/app/failure.h"
#include "core/base/error.h"
#include "core/base/sha256.h"

namespace carboy::core::abi {
namespace {

std::string name_of_level(carboy::abi::PanelLevel level) {
  static constexpr std::array<const char*, 4> kNames{"off", "look", "manage", "install"};
  return kNames[static_cast<std::size_t>(level) & 3];
}

}  // namespace

Status audit(Shared& shared, const carboy::abi::AuditEntry& entry) noexcept {
  services::Service& service = shared.registries.services.service("carboy.Audit", 1);
  const services::Pin pin = service.pin(0);
  if (pin.object != nullptr) {
    const Status status = static_cast<carboy::abi::Audit*>(pin.object)->record(&entry);
    services::Service::unpin(pin.token);
    return status;
  }
  if (shared.log) {
    shared.log(base::LogLevel::info, "carboy",
               "audit: " + std::string(std::string_view(entry.action)) + " " +
                   std::string(std::string_view(entry.subject)) + " by " +
                   std::string(std::string_view(entry.actor)) + ", request " +
                   std::string(std::string_view(entry.request_id)));
  }
  return Status::ok;
}

Status ManagementAdapter::check_level(carboy::abi::PanelLevel least,
                                      const std::string& action) const noexcept {
  if (level_ >= least) return Status::ok;
  return refused("The operator does not allow extensions to " + action + ": [host] panel is \"" +
                 name_of_level(level_) + "\" and would have to be \"" + name_of_level(least) +
                 "\". It is read when the app starts.");
}

Status ManagementAdapter::list(TextSink json) noexcept {
  const Status allowed = check_level(carboy::abi::PanelLevel::look, "see what the app consists of");
  if (allowed != Status::ok) return allowed;
  return contained([&] { json.put(actions_.list()); });
}

Status ManagementAdapter::info(Text name, TextSink json) noexcept {
  const Status allowed = check_level(Level::look, "see what the app consists of");
  if (allowed != Status::ok) return allowed;
  return contained([&] { json.put(actions_.info(std::string(std::string_view(name)))); });
}

Status ManagementAdapter::admit(const char* action, const Actor& actor, std::span<const Text> names,
                                Call& call) {
  call.actor = std::string_view(actor.name);
  call.request_id = std::string_view(actor.request_id);
  call.action = action;
  if (call.actor.empty()) return refused("Say in whose name it is done: the actor is empty.");
  if (names.empty()) return refused("Name the extensions that are meant: there is no name.");
  const std::string audited = "extension." + call.action;
  for (const Text& name : names) {
    call.names.emplace_back(std::string_view(name));
    carboy::abi::AuditEntry entry;
    entry.actor = call.actor;
    entry.request_id = call.request_id;
    entry.action = audited;
    entry.subject = name;
    if (audit(shared_, entry) == Status::ok) continue;
    return refused("Nothing was done, because the audit does not take the entry.");
  }
  return Status::ok;
}

Status ManagementAdapter::change(const char* action, const Actor& actor,
                                 std::span<const Text> names, Text settings,
                                 TextSink report) noexcept {
  const Status allowed = check_level(Level::manage, std::string(action) + " extensions");
  if (allowed != Status::ok) return allowed;
  return contained([&]() -> Status {
    Call call;
    const Status admitted = admit(action, completed(actor), names, call);
    if (admitted != Status::ok) return admitted;
    call.settings = std::string_view(settings);
    report.put(actions_.change(call));
    return Status::ok;
  });
}

Status ManagementAdapter::receive(const Actor* actor, Bytes file, TextSink json) noexcept {
  const Status allowed = check_level(Level::install, "bring files into the app");
  if (allowed != Status::ok) return allowed;
  return contained([&]() -> Status {
    const std::string_view bytes(file.data, file.size);
    const std::string digest = base::sha256_hex(bytes);
    const Text subject(digest);
    Call call;
    const Status admitted = admit("receive", completed(*actor), {&subject, 1}, call);
    if (admitted != Status::ok) return admitted;
    json.put(actions_.receive(call, bytes));
    return Status::ok;
  });
}

Status ManagementAdapter::approve(const Actor& actor) {
  constexpr auto kFresh = std::chrono::minutes(5);
  services::Service& service = shared_.registries.services.service("carboy.Approval", 1);
  const services::Pin pin = service.pin(0);
  if (pin.object == nullptr) {
    if (shared_.mode != app::RunMode::serve) return Status::ok;
    return refused(
        "Nobody here can tell who may bring files into the app: under `carboy serve` that needs an "
        "extension that provides carboy.Approval. Use `carboy ext install`.");
  }
  app::thread_failure().message.clear();
  const Status status =
      static_cast<carboy::abi::Approval*>(pin.object)
          ->approve(&actor, "host.install", std::chrono::nanoseconds(kFresh).count());
  services::Service::unpin(pin.token);
  if (status == Status::ok) return Status::ok;
  const std::string why = app::thread_failure().message;
  return refused(why.empty() ? std::string(std::string_view(actor.name)) +
                                   " does not have the permission host.install, or has not logged "
                                   "in within the last five minutes."
                             : why);
}

Status ManagementAdapter::take_in(
    const char* action, const Actor& actor, Text digest, TextSink out,
    std::string (ManagementActions::*function)(const Call&)) noexcept {
  const Status allowed = check_level(Level::install, "bring files into the app");
  if (allowed != Status::ok) return allowed;
  return contained([&]() -> Status {
    const Actor given = completed(actor);
    Call call;
    Status admitted = admit(action, given, {&digest, 1}, call);
    if (admitted == Status::ok) admitted = approve(given);
    if (admitted != Status::ok) return admitted;
    actions_.check_accepted(call.names.front());
    out.put((actions_.*function)(call));
    return Status::ok;
  });
}

}  // namespace carboy::core::abi
