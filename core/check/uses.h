// Records what an extension asks of its host while it starts and compares that with its manifest.
// Can refuse one registration.
//
// Thread rule: call begin() and the queries on one thread, while nothing starts. The functions of
// abi::Watch may be called from any thread.
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

class Uses final : public abi::Watch {
 public:
  explicit Uses(const extensions::Manifest& manifest) : manifest_(manifest) {}

  // Prepares for a start whose registration number `fail_at`, counted from 1, is refused; 0 refuses
  // none.
  void begin(extensions::Registries& registries, std::size_t fail_at);
  std::size_t registrations() const;
  bool has_missing_setting() const;
  // Returns the uses that the manifest does not declare.
  std::vector<Finding> findings() const;

  bool may_register() noexcept override;
  void service_asked_for(std::string_view id, std::uint32_t major, bool required) noexcept override;
  void setting_not_found(std::string_view key) noexcept override;

 private:
  struct Asked {
    std::string provider;
    bool required;
  };
  bool is_declared(const std::string& id, const Asked& asked) const;
  std::string provider_of(const std::string& id, std::uint32_t major) const;

  const extensions::Manifest& manifest_;
  extensions::Registries* registries_ = nullptr;
  mutable std::mutex mutex_;
  std::size_t count_ = 0;
  std::size_t fail_at_ = 0;
  std::map<std::string, Asked> services_;
  std::set<std::string> settings_;
};

// Returns the routes that "permissions" does not cover, and the blueprints that carry the name of
// another extension.
std::vector<Finding> permission_findings(const extensions::Manifest& manifest,
                                         const app::Contribution& contribution);

}  // namespace carboy::core::check
