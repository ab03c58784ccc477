#include "core/pages/page_turns.h"

namespace carboy::core::pages {

std::optional<PageTurns::Turn> PageTurns::take_or_wait(std::string key,
                                                       std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  if (taken_.insert(key).second) return std::optional<Turn>(std::in_place, *this, std::move(key));
  if (was_not_stored_[place_of(key)]) return std::nullopt;
  const auto until = std::chrono::steady_clock::now() + limit;
  ended_.wait_until(lock, until, [&] { return !taken_.contains(key); });
  return std::nullopt;
}

void PageTurns::end(const std::string& key, bool is_stored) noexcept {
  {
    const std::lock_guard lock(mutex_);
    taken_.erase(key);
    was_not_stored_[place_of(key)] = !is_stored;
  }
  ended_.notify_all();
}

}  // namespace carboy::core::pages
