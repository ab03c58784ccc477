#include "core/server/connection_tracker.h"

#include <algorithm>
#include <utility>

namespace carboy::core::server {

void ConnectionTracker::enter() {
  const std::lock_guard lock(mutex_);
  ++count_;
}

void ConnectionTracker::leave() {
  const std::lock_guard lock(mutex_);
  if (--count_ == 0) empty_.notify_all();
}

std::size_t ConnectionTracker::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

std::size_t ConnectionTracker::unadmitted() const {
  const std::lock_guard lock(mutex_);
  return count_ - taken_;
}

bool ConnectionTracker::wait_empty(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  return empty_.wait_until(lock, deadline, [this] { return count_ == 0; });
}

ConnectionTracker::Answer ConnectionTracker::charge(const ClientKey& client) {
  if (client.is_none()) return {Slot::taken};
  Holder& holder = holders_[client];
  if (holder.slots >= maximum_.slots_per_client) {
    return {Slot::too_many, !std::exchange(holder.is_reported, true)};
  }
  ++holder.slots;
  return {Slot::taken};
}

ConnectionTracker::Answer ConnectionTracker::take_slot(const ClientKey& client) {
  const std::lock_guard lock(mutex_);
  if (taken_ >= maximum_.slots) {
    const auto holder = holders_.find(client);
    const bool too_many =
        holder != holders_.end() && holder->second.slots >= maximum_.slots_per_client;
    return too_many ? charge(client) : Answer{Slot::full};
  }
  const Answer answer = charge(client);
  if (answer.slot == Slot::taken) ++taken_;
  return answer;
}

ConnectionTracker::Answer ConnectionTracker::assign_slot(const ClientKey& client) {
  const std::lock_guard lock(mutex_);
  return charge(client);
}

void ConnectionTracker::release_slot(const ClientKey& client) {
  const std::lock_guard lock(mutex_);
  --taken_;
  const auto holder = holders_.find(client);
  if (holder == holders_.end()) return;
  if (--holder->second.slots <= maximum_.slots_per_client / 2) holder->second.is_reported = false;
  erase_if_unused(holder);
}

void ConnectionTracker::erase_if_unused(Holders::iterator holder) {
  if (holder->second.slots == 0 && holder->second.uploads == 0) holders_.erase(holder);
}

bool ConnectionTracker::take_upload(const ClientKey& client) {
  if (client.is_none()) return true;
  const std::lock_guard lock(mutex_);
  Holder& holder = holders_[client];
  if (holder.uploads >= maximum_.uploads_per_client) return false;
  ++holder.uploads;
  return true;
}

void ConnectionTracker::release_upload(const ClientKey& client) {
  if (client.is_none()) return;
  const std::lock_guard lock(mutex_);
  const auto holder = holders_.find(client);
  --holder->second.uploads;
  erase_if_unused(holder);
}

std::size_t ConnectionTracker::slots_of(const ClientKey& client) const {
  const std::lock_guard lock(mutex_);
  const auto holder = holders_.find(client);
  return holder == holders_.end() ? 0 : holder->second.slots;
}

ClientKey ConnectionTracker::biggest() const {
  const std::lock_guard lock(mutex_);
  const auto most = std::max_element(
      holders_.begin(), holders_.end(),
      [](const auto& one, const auto& other) { return one.second.slots < other.second.slots; });
  return most == holders_.end() ? ClientKey{} : most->first;
}

}  // namespace carboy::core::server
