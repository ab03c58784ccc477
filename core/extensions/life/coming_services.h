// The services of versions that have started and do not serve yet. While several extensions are
// swapped in one step, a new version may need what only the new version of another one provides.
//
// Thread rule: every function may be called from any thread.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "core/extensions/life/scope_services.h"

namespace carboy::core::extensions {

class ComingServices {
 public:
  // REQUIRES: `services` lives until clear().
  void add(const ScopeServices& services) {
    const std::lock_guard lock(mutex_);
    coming_.push_back(&services);
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    coming_.clear();
  }
  // Returns the minor version in which a service is about to be provided, or nothing.
  std::optional<std::uint32_t> minor_version_of(const services::Service& service) const {
    const std::lock_guard lock(mutex_);
    for (const ScopeServices* one : coming_) {
      if (const auto minor = one->minor_version_of(service)) return minor;
    }
    return std::nullopt;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<const ScopeServices*> coming_;
};

}  // namespace carboy::core::extensions
