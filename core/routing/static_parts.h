// The static edges of all states of a tree in one hash table: (state, text) -> next state.
//
// Thread rule: built by one thread, then immutable.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::routing {

class StaticParts {
 public:
  static constexpr std::uint32_t kNone = 0;  // the root is nobody's next state

  // The state behind `text`, kNone when there is none.
  std::uint32_t find(std::uint32_t state, std::string_view text) const noexcept;

  // REQUIRES: find(state, text) is kNone, next is not.
  void add(std::uint32_t state, std::string_view text, std::uint32_t next);

 private:
  struct Slot {
    std::uint32_t next = kNone;
    std::uint32_t state = 0;
    std::uint32_t hash = 0;
    std::uint32_t text_size = 0;
    std::size_t text_begin = 0;
  };
  std::string_view text_of(const Slot& slot) const noexcept {
    return {texts_.data() + slot.text_begin, slot.text_size};
  }
  void place(const Slot& slot) noexcept;
  void grow();

  std::vector<Slot> slots_;  // open addressing, at most half full
  std::string texts_;
  std::size_t count_ = 0;
};

}  // namespace carboy::core::routing
