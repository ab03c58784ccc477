#include "core/signals/registry.h"

#include <algorithm>
#include <set>

namespace carboy::core::signals {

void Signal::emit(const void* arguments, std::size_t count) const noexcept {
  if (count_.load(std::memory_order_acquire) == 0) return;
  const auto slots = slots_.read();
  if (!slots) return;
  for (Slot* slot : *slots) {
    if (!slot->call(arguments, count) && on_fault_) on_fault_(name_, *slot);
  }
}

Signal* Registry::signal(std::string_view name, std::string_view signature) {
  const std::lock_guard lock(mutex_);
  auto found = signals_.find(name);
  if (found == signals_.end()) {
    found =
        signals_
            .emplace(std::string(name),
                     std::make_unique<Signal>(std::string(name), std::string(signature), on_fault_))
            .first;
  }
  return found->second->signature() == signature ? found->second.get() : nullptr;
}

std::string Registry::signature_of(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = signals_.find(name);
  return found == signals_.end() ? std::string() : found->second->signature();
}

std::vector<Registry::Departed> Registry::exchange(std::span<const Connection> removed,
                                                   std::span<const Connection> added) {
  std::set<Signal*> touched;
  for (const Connection& connection : removed) touched.insert(connection.signal);
  for (const Connection& connection : added) touched.insert(connection.signal);

  std::vector<Departed> departed;
  for (Signal* signal : touched) {
    auto next = std::make_unique<Signal::Slots>();
    if (const auto now = signal->slots_.read()) *next = *now;
    for (const Connection& connection : removed) {
      if (connection.signal == signal) std::erase(*next, connection.slot);
    }
    for (const Connection& connection : added) {
      if (connection.signal == signal) next->push_back(connection.slot);
    }
    std::stable_sort(next->begin(), next->end(),
                     [](const Slot* a, const Slot* b) { return a->priority() > b->priority(); });
    const auto count = static_cast<std::uint32_t>(next->size());
    // An emission that still sees the old count finds an empty or a longer list; both are correct.
    if (next->empty()) {
      departed.push_back(signal->slots_.publish(nullptr));
    } else {
      departed.push_back(signal->slots_.publish(std::move(next)));
    }
    signal->count_.store(count, std::memory_order_release);
  }
  return departed;
}

bool Registry::is_connected(const Slot& slot) const {
  const std::lock_guard lock(mutex_);
  return std::any_of(signals_.begin(), signals_.end(), [&](const auto& entry) {
    const auto slots = entry.second->slots_.read();
    return slots && std::find(slots->begin(), slots->end(), &slot) != slots->end();
  });
}

}  // namespace carboy::core::signals
