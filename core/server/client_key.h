// The identity that a client's connections and requests are counted under: its IPv4 address, or the
// /64 of its IPv6 address, which is what one household or one machine in a data centre gets.
//
// Thread rule: values; plain functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace carboy::core::server {

struct ClientKey {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  bool operator==(const ClientKey&) const = default;
  // Returns whether the key stands for no client; such a key is not counted.
  bool is_none() const noexcept { return high == 0 && low == 0; }
  // `seed` keeps clients from choosing addresses with equal hashes.
  std::uint64_t hash(std::uint64_t seed) const noexcept;
};

// Returns the key of "192.0.2.1", "::ffff:192.0.2.1" (the same key) or "2001:db8::1". Any other
// text has a key of its own. The result is never is_none().
ClientKey client_key(std::string_view address) noexcept;

// Returns the seed for hash(), which differs from process to process.
std::uint64_t hash_seed() noexcept;

struct ClientKeyHash {
  std::size_t operator()(const ClientKey& key) const noexcept {
    return static_cast<std::size_t>(key.hash(hash_seed()));
  }
};

}  // namespace carboy::core::server
