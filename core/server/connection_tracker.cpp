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

std::size_t ConnectionTracker::standing() const {
  const std::lock_guard lock(mutex_);
  return count_ - taken_;
}

bool ConnectionTracker::wait_empty(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  return empty_.wait_until(lock, deadline, [this] { return count_ == 0; });
}

ConnectionTracker::Answer ConnectionTracker::count_seat(const ClientKey& client) {
  if (client.is_none()) return {Seat::taken};
  Holder& holder = holders_[client];
  if (holder.seats >= most_.seats_per_client) {
    return {Seat::too_many, !std::exchange(holder.told, true)};
  }
  ++holder.seats;
  return {Seat::taken};
}

ConnectionTracker::Answer ConnectionTracker::take_seat(const ClientKey& client) {
  const std::lock_guard lock(mutex_);
  if (taken_ >= most_.seats) {
    const auto holder = holders_.find(client);
    const bool too_many =
        holder != holders_.end() && holder->second.seats >= most_.seats_per_client;
    return too_many ? count_seat(client) : Answer{Seat::full};
  }
  const Answer answer = count_seat(client);
  if (answer.seat == Seat::taken) ++taken_;
  return answer;
}

ConnectionTracker::Answer ConnectionTracker::name_seat(const ClientKey& client) {
  const std::lock_guard lock(mutex_);
  return count_seat(client);
}

void ConnectionTracker::leave_seat(const ClientKey& client) {
  const std::lock_guard lock(mutex_);
  --taken_;
  const auto holder = holders_.find(client);
  if (holder == holders_.end()) return;
  if (--holder->second.seats <= most_.seats_per_client / 2) holder->second.told = false;
  let_go(holder);
}

void ConnectionTracker::let_go(Holders::iterator holder) {
  if (holder->second.seats == 0 && holder->second.uploads == 0) holders_.erase(holder);
}

bool ConnectionTracker::take_upload(const ClientKey& client) {
  if (client.is_none()) return true;
  const std::lock_guard lock(mutex_);
  Holder& holder = holders_[client];
  if (holder.uploads >= most_.uploads_per_client) return false;
  ++holder.uploads;
  return true;
}

void ConnectionTracker::leave_upload(const ClientKey& client) {
  if (client.is_none()) return;
  const std::lock_guard lock(mutex_);
  const auto holder = holders_.find(client);
  --holder->second.uploads;
  let_go(holder);
}

std::size_t ConnectionTracker::seats_of(const ClientKey& client) const {
  const std::lock_guard lock(mutex_);
  const auto holder = holders_.find(client);
  return holder == holders_.end() ? 0 : holder->second.seats;
}

ClientKey ConnectionTracker::biggest() const {
  const std::lock_guard lock(mutex_);
  const auto most = std::max_element(
      holders_.begin(), holders_.end(),
      [](const auto& one, const auto& other) { return one.second.seats < other.second.seats; });
  return most == holders_.end() ? ClientKey{} : most->first;
}

}  // namespace carboy::core::server
