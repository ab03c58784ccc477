#include "core/app/request_values.h"

#include <algorithm>
#include <utility>

namespace carboy::core::app {

const RequestValue* RequestValues::find(std::string_view key) const noexcept {
  for (const Kept& one : kept_) {
    if (one.value.key == key) return &one.value;
  }
  return nullptr;
}

// The lease is a member of `kept`, so it is released after the function has returned.
void RequestValues::drop(Kept kept) noexcept {
  if (kept.value.drop != nullptr) kept.value.drop(kept.value.object);
}

void RequestValues::set(RequestValue value, Owner::Lease inside) {
  const auto same = std::find_if(kept_.begin(), kept_.end(),
                                 [&](const Kept& one) { return one.value.key == value.key; });
  if (same != kept_.end()) {
    Kept old = std::move(*same);
    kept_.erase(same);
    drop(std::move(old));
  }
  kept_.push_back({std::move(inside), std::move(value)});
}

// One that is dropped may look for another one, so each leaves the list first.
void RequestValues::clear() noexcept {
  while (!kept_.empty()) {
    Kept last = std::move(kept_.back());
    kept_.pop_back();
    drop(std::move(last));
  }
}

}  // namespace carboy::core::app
