// Where a search for a layout of elements over a text has been and failed: one bit for each element
// and beginning. A text of n bytes costs n steps for each element then, not n to the power of them.
//
// Thread rule: used by one thread; borrows the bits' memory.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace carboy::core::routing {

class DeadEnds {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  DeadEnds(std::vector<std::uint64_t>& bits, std::size_t elements, std::size_t text_size)
      : bits_(bits), row_(text_size + 1) {
    bits_.assign((elements * row_ + 63) / 64, 0);
  }

  void add(std::size_t element, std::size_t begin) noexcept {
    const std::size_t bit = element * row_ + begin;
    bits_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
  bool has(std::size_t element, std::size_t begin) const noexcept {
    const std::size_t bit = element * row_ + begin;
    return (bits_[bit / 64] >> (bit % 64) & 1U) != 0;
  }

  // The greatest beginning up to `from` where the element has not failed; kNone when it has at all.
  std::size_t last_open(std::size_t element, std::size_t from) const noexcept {
    const std::size_t first = element * row_;
    std::size_t bit = first + from;
    for (;;) {
      const std::uint64_t open = ~bits_[bit / 64] << (63 - bit % 64);
      const auto skipped = static_cast<std::size_t>(std::countl_zero(open));
      if (open != 0) return bit < first + skipped ? kNone : bit - skipped - first;
      if (bit / 64 * 64 <= first) return kNone;
      bit = bit / 64 * 64 - 1;
    }
  }

  // The least beginning from `from` on where the element has not failed; kNone as above.
  std::size_t first_open(std::size_t element, std::size_t from) const noexcept {
    const std::size_t first = element * row_;
    std::size_t bit = first + from;
    for (;;) {
      const std::uint64_t open = ~bits_[bit / 64] >> (bit % 64);
      const auto skipped = static_cast<std::size_t>(std::countr_zero(open));
      if (open != 0) return bit + skipped >= first + row_ ? kNone : bit + skipped - first;
      bit = (bit / 64 + 1) * 64;
      if (bit >= first + row_) return kNone;
    }
  }

 private:
  std::vector<std::uint64_t>& bits_;
  std::size_t row_;
};

}  // namespace carboy::core::routing
