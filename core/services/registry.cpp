#include "core/services/registry.h"

namespace carboy::core::services {

Pin Service::pin(std::uint32_t minor) noexcept {
  auto lease = offer_.read();
  if (!lease || lease->minor_version < minor) return {};
  Pin pin{lease->object, 0, lease->tag};
  pin.token = std::move(lease).detach();
  return pin;
}

void Service::unpin(std::uint64_t token) noexcept { base::RcuPtr<Offer>::Lease::attach(token); }

std::optional<Offer> Service::current() const {
  const auto lease = offer_.read();
  if (!lease) return std::nullopt;
  return *lease;
}

Service& Registry::service(std::string_view name, std::uint32_t major_version) {
  const std::lock_guard lock(mutex_);
  auto& service = services_[{std::string(name), major_version}];
  if (service == nullptr) service = std::make_unique<Service>(std::string(name), major_version);
  return *service;
}

Registry::Departed Registry::provide(Service& service, Offer offer) {
  return service.offer_.publish(std::make_unique<const Offer>(std::move(offer)));
}

Registry::Departed Registry::withdraw(Service& service, const void* object) {
  const auto now = service.current();
  if (!now || now->object != object) return {};
  return service.offer_.publish(nullptr);
}

std::vector<std::string> Registry::names() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [key, service] : services_) {
    if (service->current()) names.push_back(key.first);
  }
  return names;
}

}  // namespace carboy::core::services
