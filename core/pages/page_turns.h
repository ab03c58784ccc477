// Lets one of several requests make a page, while the others that ask for the same one wait for it.
//
// A page that was not stored the last time, because it is for one person, say, is made by all at
// once: waiting for it would help nobody. What was stored is remembered by a hash of the key.
//
// Thread rule: every function may be called from any thread, and take_or_wait() blocks it.
#pragma once

#include <bitset>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

namespace carboy::core::pages {

class PageTurns {
 public:
  // The right to make a page, until it is destroyed. It must not outlive its PageTurns.
  class Turn {
   public:
    Turn(PageTurns& turns, std::string key) : turns_(&turns), key_(std::move(key)) {}
    Turn(Turn&& other) noexcept
        : turns_(std::exchange(other.turns_, nullptr)),
          key_(std::move(other.key_)),
          is_stored_(other.is_stored_) {}
    Turn& operator=(Turn&& other) noexcept {
      std::swap(turns_, other.turns_);
      std::swap(key_, other.key_);
      std::swap(is_stored_, other.is_stored_);
      return *this;
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() {
      if (turns_ != nullptr) turns_->end(key_, is_stored_);
    }
    // Says that the page has been stored.
    void set_stored() noexcept { is_stored_ = true; }

   private:
    PageTurns* turns_;
    std::string key_;
    bool is_stored_ = false;
  };

  PageTurns() = default;
  PageTurns(const PageTurns&) = delete;
  PageTurns& operator=(const PageTurns&) = delete;

  // Returns the turn for a key if no other request has it. Otherwise waits until that one has ended
  // its turn, for at most `limit`, and returns nothing.
  std::optional<Turn> take_or_wait(std::string key, std::chrono::milliseconds limit);

 private:
  void end(const std::string& key, bool is_stored) noexcept;

  static constexpr std::size_t kRemembered = 4096;
  static std::size_t place_of(const std::string& key) noexcept {
    return std::hash<std::string>()(key) % kRemembered;
  }
  std::mutex mutex_;
  std::condition_variable ended_;
  std::unordered_set<std::string> taken_;
  std::bitset<kRemembered> was_not_stored_;
};

}  // namespace carboy::core::pages
