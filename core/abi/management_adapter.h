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
    std::string action;  // "enable", "configure"
    std::vector<std::string>
        names;             // of extensions; for what is done to a received file, its digest
    std::string settings;  // for "configure", a JSON text
  };
  // Each throws base::Error with the reason when it is refused.
  virtual std::string list() = 0;
  virtual std::string info(const std::string& name) = 0;
  // Returns what the command of that name prints, as soon as the change is published.
  virtual std::string change(const Call& call) = 0;
  // Keeps a file and returns what is in it.
  virtual std::string receive(const Call& call, std::string_view bytes) = 0;
  // Throws base::Error if the operator has not accepted that file.
  virtual void check_accepted(const std::string& digest) = 0;
  virtual std::string check(const Call& call) = 0;
  virtual std::string install(const Call& call) = 0;

 protected:
  ~ManagementActions() = default;
};

class ManagementAdapter final : public carboy::abi::Management {
 public:
  using Actor = carboy::abi::Actor;
  using Level = carboy::abi::PanelLevel;
  // REQUIRES: `shared` and `actions` live longer.
  ManagementAdapter(Shared& shared, ManagementActions& actions, Level level)
      : shared_(shared), actions_(actions), level_(level) {}

  Level level() noexcept override { return level_; }
  Status list(TextSink json) noexcept override;
  Status enable(const Actor* actor, const Text* names, size_t count,
                TextSink report) noexcept override {
    return change("enable", *actor, {names, count}, {}, report);
  }
  Status disable(const Actor* actor, const Text* names, size_t count,
                 TextSink report) noexcept override {
    return change("disable", *actor, {names, count}, {}, report);
  }
  Status reload(const Actor* actor, const Text* names, size_t count,
                TextSink report) noexcept override {
    return change("reload", *actor, {names, count}, {}, report);
  }
  Status info(Text name, TextSink json) noexcept override;
  Status configure(const Actor* actor, Text name, Text settings,
                   TextSink report) noexcept override {
    return change("configure", *actor, {&name, 1}, settings, report);
  }
  Status roll_back(const Actor* actor, Text name, TextSink report) noexcept override {
    return change("rollback", *actor, {&name, 1}, {}, report);
  }
  Status receive(const Actor* actor, Bytes file, TextSink json) noexcept override;
  Status check(const Actor* actor, Text digest, TextSink json) noexcept override {
    return take_in("check", *actor, digest, json, &ManagementActions::check);
  }
  Status install(const Actor* actor, Text digest, TextSink report) noexcept override {
    return take_in("install", *actor, digest, report, &ManagementActions::install);
  }

 private:
  using Call = ManagementActions::Call;
  Status change(const char* action, const Actor& actor, std::span<const Text> names, Text settings,
                TextSink report) noexcept;
  // What runs code of a received file, or brings it to where it can run.
  Status take_in(const char* action, const Actor& actor, Text digest, TextSink out,
                 std::string (ManagementActions::*function)(const Call&)) noexcept;
  // Sets this thread's failure and returns refused, unless the level allows `least`.
  Status check_level(Level least, const std::string& action) const noexcept;
  // Fills `call` and writes it to the audit. Returns anything but ok if it must not be made.
  Status admit(const char* action, const Actor& actor, std::span<const Text> names, Call& call);
  // Asks the service carboy.Approval.
  Status approve(const Actor& actor);

  Shared& shared_;
  ManagementActions& actions_;
  const Level level_;
};

// Writes an entry to the service "carboy.Audit", or to the log if nobody provides it. Returns what
// the service returns.
Status audit(Shared& shared, const carboy::abi::AuditEntry& entry) noexcept;

}  // namespace carboy::core::abi
