// Whom a connection or a request is counted for: an address, of IPv6 its /64, which is what one
// household or one machine of a data centre is given.
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
  // Nobody: what is not counted.
  bool is_none() const noexcept { return high == 0 && low == 0; }
  // `seed` keeps clients from choosing addresses that meet.
  std::uint64_t hash(std::uint64_t seed) const noexcept;
};

// Of "192.0.2.1", "::ffff:192.0.2.1" (the same), "2001:db8::1"; any other text stands for itself.
// Never none.
ClientKey client_key(std::string_view address) noexcept;

// Differs from process to process.
std::uint64_t hash_seed() noexcept;

struct ClientKeyHash {
  std::size_t operator()(const ClientKey& key) const noexcept {
    return static_cast<std::size_t>(key.hash(hash_seed()));
  }
};

}  // namespace carboy::core::server
