// The service "carboy.Management", as extensions see it, and the audit that the host writes.
//
// Thread rule: any thread.
#pragma once

#include <carboy/abi/management.h>

#include <span>
#include <string>
#include <vector>

#include "core/abi/host_adapter.h"

namespace carboy::core::abi {

// What is done for an extension; a part of the host above this one implements it.
class ManagementActions {
 public:
  struct Call {
    std::string actor;
    std::string request_id;
    std::string action;  // "enable", "disable" or "reload"
    std::vector<std::string> names;
  };
  // Each throws base::Error with the reason when it is refused.
  virtual std::string list() = 0;
  // Returns what the command of that name prints, as soon as the change is published.
  virtual std::string change(const Call& call) = 0;

 protected:
  ~ManagementActions() = default;
};

class ManagementAdapter final : public carboy::abi::Management {
 public:
  // REQUIRES: `shared` and `actions` live longer.
  ManagementAdapter(Shared& shared, ManagementActions& actions, carboy::abi::PanelLevel level)
      : shared_(shared), actions_(actions), level_(level) {}

  carboy::abi::PanelLevel level() noexcept override { return level_; }
  Status list(TextSink json) noexcept override;
  Status enable(const carboy::abi::Actor* actor, const Text* names, size_t count,
                TextSink report) noexcept override {
    return change("enable", *actor, {names, count}, report);
  }
  Status disable(const carboy::abi::Actor* actor, const Text* names, size_t count,
                 TextSink report) noexcept override {
    return change("disable", *actor, {names, count}, report);
  }
  Status reload(const carboy::abi::Actor* actor, const Text* names, size_t count,
                TextSink report) noexcept override {
    return change("reload", *actor, {names, count}, report);
  }

 private:
  Status change(const char* action, const carboy::abi::Actor& actor, std::span<const Text> names,
                TextSink report) noexcept;
  // Sets this thread's failure and returns refused, unless the level allows `least`.
  Status check_level(carboy::abi::PanelLevel least, const std::string& action) const noexcept;

  Shared& shared_;
  ManagementActions& actions_;
  const carboy::abi::PanelLevel level_;
};

// Writes an entry to the service "carboy.Audit", or to the log if nobody provides it. Returns what
// the service returns.
Status audit(Shared& shared, const carboy::abi::AuditEntry& entry) noexcept;

}  // namespace carboy::core::abi
