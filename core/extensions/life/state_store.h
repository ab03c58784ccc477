// The state that extensions keep across their swaps: bytes by key, separate for each extension.
//
// Thread rule: every function may be called from any thread.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace carboy::core::extensions {

class StateStore {
 public:
  std::optional<std::string> get(std::string_view extension, std::string_view key) const {
    const std::lock_guard lock(mutex_);
    const auto keys = states_.find(extension);
    if (keys == states_.end()) return std::nullopt;
    const auto entry = keys->second.find(key);
    if (entry == keys->second.end()) return std::nullopt;
    return entry->second;
  }
  void put(std::string_view extension, std::string_view key, std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    states_[std::string(extension)].insert_or_assign(std::string(key), std::string(bytes));
  }
  void erase(std::string_view extension, std::string_view key) {
    const std::lock_guard lock(mutex_);
    const auto keys = states_.find(extension);
    if (keys == states_.end()) return;
    if (const auto entry = keys->second.find(key); entry != keys->second.end()) {
      keys->second.erase(entry);
    }
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> states_;
};

}  // namespace carboy::core::extensions
