#include "core/abi/management_adapter.h"

#include <array>

#include "core/abi/crossing.h"
#include "core/base/error.h"

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

Status ManagementAdapter::change(const char* action, const carboy::abi::Actor& actor,
                                 std::span<const Text> names, TextSink report) noexcept {
  const Status allowed =
      check_level(carboy::abi::PanelLevel::manage, std::string(action) + " extensions");
  if (allowed != Status::ok) return allowed;
  return contained([&]() -> Status {
    const carboy::abi::Actor given = completed(actor);
    ManagementActions::Call call;
    call.actor = std::string_view(given.name);
    call.request_id = std::string_view(given.request_id);
    call.action = action;
    if (call.actor.empty()) return refused("Say in whose name it is done: the actor is empty.");
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
    report.put(actions_.change(call));
    return Status::ok;
  });
}

}  // namespace carboy::core::abi
