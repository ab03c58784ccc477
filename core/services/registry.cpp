#include "core/services/registry.h"

namespace carboy::core::services {

Pin Slot::pin(std::uint32_t minor) noexcept {
  auto lease = offer_.read();
  if (!lease || lease->minor_version < minor) return {};
  Pin pin{lease->object, 0, lease->tag};
  pin.token = std::move(lease).detach();
  return pin;
}

void Slot::unpin(std::uint64_t token) noexcept { base::RcuPtr<Offer>::Lease::attach(token); }

std::optional<Offer> Slot::current() const {
  const auto lease = offer_.read();
  if (!lease) return std::nullopt;
  return *lease;
}

Slot& Registry::slot(std::string_view name, std::uint32_t major_version) {
  const std::lock_guard lock(mutex_);
  auto& slot = slots_[{std::string(name), major_version}];
  if (slot == nullptr) slot = std::make_unique<Slot>(std::string(name), major_version);
  return *slot;
}

Registry::Departed Registry::provide(Slot& slot, Offer offer) {
  return slot.offer_.publish(std::make_unique<const Offer>(std::move(offer)));
}

Registry::Departed Registry::withdraw(Slot& slot, const void* object) {
  const auto now = slot.current();
  if (!now || now->object != object) return {};
  return slot.offer_.publish(nullptr);
}

std::vector<std::string> Registry::names() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [key, slot] : slots_) {
    if (slot->current()) names.push_back(key.first);
  }
  return names;
}

}  // namespace carboy::core::services
