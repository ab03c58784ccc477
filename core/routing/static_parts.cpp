#include "core/routing/static_parts.h"

#include <cstring>
#include <utility>

namespace carboy::core::routing {
namespace {

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) noexcept {
  a = (a ^ b) * 0x9E3779B97F4A7C15ULL;
  return a ^ (a >> 32);
}

// Keys come from rules, which their authors choose, so a hash without a secret is enough: a client
// can only look up, never add.
std::uint32_t hash_of(std::uint32_t state, std::string_view text) noexcept {
  std::uint64_t hash = mixed(state, text.size() + 1);
  while (text.size() >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), 8);
    hash = mixed(hash, word);
    text.remove_prefix(8);
  }
  std::uint64_t rest = 0;
  if (!text.empty()) std::memcpy(&rest, text.data(), text.size());
  return static_cast<std::uint32_t>(mixed(hash, rest));
}

}  // namespace

std::uint32_t StaticParts::find(std::uint32_t state, std::string_view text) const noexcept {
  if (slots_.empty()) return kNone;
  const std::uint32_t hash = hash_of(state, text);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.next == kNone) return kNone;
    if (slot.hash == hash && slot.state == state && text_of(slot) == text) return slot.next;
  }
}

void StaticParts::add(std::uint32_t state, std::string_view text, std::uint32_t next) {
  if (2 * (count_ + 1) > slots_.size()) grow();
  place(
      {next, state, hash_of(state, text), static_cast<std::uint32_t>(text.size()), texts_.size()});
  texts_ += text;
  ++count_;
}

void StaticParts::place(const Slot& slot) noexcept {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = slot.hash & mask;
  while (slots_[at].next != kNone) at = (at + 1) & mask;
  slots_[at] = slot;
}

void StaticParts::grow() {
  std::vector<Slot> old(slots_.empty() ? 16 : slots_.size() * 2);
  std::swap(old, slots_);
  for (const Slot& slot : old) {
    if (slot.next != kNone) place(slot);
  }
}

}  // namespace carboy::core::routing
