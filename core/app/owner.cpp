#include "core/app/owner.h"

namespace carboy::core::app {

Owner& OwnerPool::open(std::string name, std::string version) {
  const std::lock_guard lock(mutex_);
  Owner* owner = nullptr;
  for (auto free = free_.begin(); free != free_.end(); ++free) {
    if ((*free)->inside() != 0) continue;
    owner = *free;
    free_.erase(free);
    break;
  }
  if (owner == nullptr) owner = owners_.emplace_back(std::make_unique<Owner>()).get();
  owner->name_ = std::move(name);
  owner->version_ = std::move(version);
  owner->faults = 0;
  owner->cost.clear();
  owner->serial_ = ++last_serial_;
  owner->release();
  owner->open_serial_.store(owner->serial_, std::memory_order_seq_cst);
  return *owner;
}

void OwnerPool::recycle(Owner& owner) {
  const std::lock_guard lock(mutex_);
  free_.push_back(&owner);
}

}  // namespace carboy::core::app
