#include "core/app/unit.h"

namespace carboy::core::app {

services::Pin Unit::pin(services::Service& service, std::uint32_t minor) noexcept {
  for (const Held& held : held_) {
    if (held.service != &service) continue;
    if (held.pin.minor_version < minor) return {};
    services::Pin found = held.pin;
    found.token = 0;
    return found;
  }
  return pin_first(service, minor);
}

services::Pin Unit::pin_first(services::Service& service, std::uint32_t minor) noexcept {
  services::Pin first = service.pin(minor);
  if (first.object == nullptr) return {};
  held_.push_back({&service, first});
  if (watcher_ != nullptr) watcher_->holds(first.tag);
  first.token = 0;
  return first;
}

const ProviderLists& Unit::lists(const base::RcuPtr<Generation>::Lease& own,
                                 const base::RcuPtr<Generation>& newest) noexcept {
  if (lists_ == nullptr) {
    generation_ = own ? own.share() : newest.read();
    lists_ = &generation_->providers();
    if (watcher_ != nullptr) watcher_->holds(nullptr);
  }
  return *lists_;
}

void Unit::show(services::Service& service, services::Pin pin) {
  pin.token = 0;
  held_.push_back({&service, pin});
}

void Unit::watch(Watcher* watcher) noexcept {
  watcher_ = watcher;
  if (watcher == nullptr) return;
  for (const Held& held : held_) watcher->holds(held.pin.tag);
  if (generation_) watcher->holds(nullptr);
}

void Unit::end() noexcept {
  while (!held_.empty()) {
    const std::uint64_t token = held_.back().pin.token;
    held_.pop_back();
    services::Service::unpin(token);
  }
  generation_.reset();
  lists_ = nullptr;
  watcher_ = nullptr;
}

}  // namespace carboy::core::app
