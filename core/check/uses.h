// What an extension asks of its host while it starts, held against what its manifest says; and the
// refusal of one registration.
//
// Thread rule: begin() and the answers from one thread while nothing starts.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "core/abi/watch.h"
#include "core/app/contribution.h"
#include "core/check/report.h"
#include "core/extensions/life/scope.h"
#include "core/extensions/package/manifest.h"

namespace carboy::core::check {

class CheckUses final : public abi::Watch {
 public:
  explicit CheckUses(const extensions::Manifest& manifest) : manifest_(manifest) {}

  // A start begins, of which registration `fail_at` will be refused; 0: none.
  void begin(extensions::Registries& registries, std::size_t fail_at);
  std::size_t registrations() const;
  bool has_missing_setting() const;
  // What is not declared.
  std::vector<CheckFinding> findings() const;

  bool may_register() noexcept override;
  void service_asked_for(std::string_view id, std::uint32_t major, bool required) noexcept override;
  void setting_not_there(std::string_view key) noexcept override;

 private:
  std::string provider_of(const std::string& id, std::uint32_t major) const;

  const extensions::Manifest& manifest_;
  extensions::Registries* registries_ = nullptr;
  mutable std::mutex mutex_;
  std::size_t count_ = 0;
  std::size_t fail_at_ = 0;
  struct Asked {
    std::string provider;
    bool required;
  };
  std::map<std::string, Asked> services_;
  std::set<std::string> settings_;
};

// Routes outside of what "permissions" says, and blueprints that carry another's name.
std::vector<CheckFinding> permission_findings(const extensions::Manifest& manifest,
                                              const app::Contribution& contribution);

}  // namespace carboy::core::check
