// Services and signals as extensions see them: one thin object for each service and signal of the
// registries, kept as long as the host.
//
// Thread rule: that of sdk/include/carboy/abi/host.h.
#pragma once

#include <carboy/abi/host.h>

#include <atomic>

#include "core/app/unit.h"
#include "core/services/registry.h"
#include "core/signals/registry.h"

namespace carboy::core::abi {

class ServiceRefAdapter final : public carboy::abi::ServiceRef {
 public:
  explicit ServiceRefAdapter(services::Service& service) : service_(service) {}
  carboy::abi::Pin pin(uint32_t minor) noexcept override {
    const services::Pin pin = app::pin(service_, minor);
    return {pin.object, pin.token};
  }
  void unpin(uint64_t token) noexcept override { services::Service::unpin(token); }

 private:
  services::Service& service_;
};

class SignalAdapter final : public carboy::abi::Signal {
 public:
  explicit SignalAdapter(signals::Signal& signal) : signal_(signal) {}
  const uint32_t* slot_count() noexcept override {
    static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(uint32_t) &&
                  std::atomic<std::uint32_t>::is_always_lock_free);
    return reinterpret_cast<const uint32_t*>(&signal_.slot_count());
  }
  void emit(const carboy::abi::Argument* arguments, size_t count) noexcept override {
    signal_.emit(arguments, count);
  }

 private:
  signals::Signal& signal_;
};

}  // namespace carboy::core::abi
