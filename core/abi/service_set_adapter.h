// A service with many providers as extensions see it: one object for each such service, kept as
// long as the host.
//
// Thread rule: that of ServiceSet in sdk/include/carboy/abi/host.h.
#pragma once

#include <carboy/abi/host.h>

#include <functional>
#include <string_view>

#include "core/app/kernel.h"
#include "core/app/unit.h"
#include "core/base/log.h"

namespace carboy::core::abi {

class ServiceSetAdapter final : public carboy::abi::ServiceSet {
 public:
  using Log = std::function<void(base::LogLevel, std::string_view, std::string_view)>;
  ServiceSetAdapter(const services::Set& set, const app::Kernel& kernel, const Log& log)
      : set_(set), kernel_(kernel), log_(log) {}

  carboy::abi::ProviderList pin() noexcept override;
  void unpin(uint64_t token) noexcept override;
  void enter(uint64_t token, size_t index) noexcept override;
  void report(uint64_t token, size_t index) noexcept override;

 private:
  app::Owner* owner_at(uint64_t token, size_t index) const noexcept;

  const services::Set& set_;
  const app::Kernel& kernel_;
  const Log& log_;
};

}  // namespace carboy::core::abi
