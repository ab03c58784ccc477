#include "core/services/registry.h"

namespace carboy::core::services {

Pin Service::pin(std::uint32_t minor) noexcept {
  auto lease = offer_.read();
  if (!lease || lease->minor_version < minor) return {};
  Pin pin{lease->object, 0, lease->tag, lease->minor_version};
  pin.token = std::move(lease).detach();
  return pin;
}

void Service::unpin(std::uint64_t token) noexcept {
  if (token != 0) base::RcuPtr<Offer>::Lease::attach(token);
}

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

Set& Registry::set(std::string_view name, std::uint32_t major_version) {
  const std::lock_guard lock(mutex_);
  auto& set = sets_[{std::string(name), major_version}];
  if (set == nullptr) {
    set = std::make_unique<Set>(std::string(name), major_version, sets_.size() - 1);
  }
  return *set;
}

std::vector<const Set*> Registry::sets() const {
  const std::lock_guard lock(mutex_);
  std::vector<const Set*> all;
  for (const auto& [key, set] : sets_) all.push_back(set.get());
  return all;
}

void Registry::note_reader(std::string_view name, std::uint32_t major_version,
                           std::string_view extension) {
  const std::lock_guard lock(mutex_);
  readers_[std::string(name)][major_version].emplace(extension);
}

std::map<std::uint32_t, std::set<std::string>> Registry::readers_of(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = readers_.find(name);
  return found == readers_.end() ? std::map<std::uint32_t, std::set<std::string>>() : found->second;
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
