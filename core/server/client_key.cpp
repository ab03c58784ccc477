#include "core/server/client_key.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <random>

namespace carboy::core::server {
namespace {

constexpr std::uint64_t kV4Mapped = 0xffff;
constexpr std::uint64_t kNetwork = 1;  // the low half of an IPv6 /64
constexpr std::uint64_t kText = 2;

// The finalizer of splitmix64.
std::uint64_t mixed(std::uint64_t bits) noexcept {
  bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
  bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
  return bits ^ (bits >> 31U);
}

// FNV-1a.
std::uint64_t digest(std::string_view text) noexcept {
  std::uint64_t sum = 0xcbf29ce484222325U;
  for (const char c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return sum;
}

std::uint64_t big_endian(const std::uint8_t* bytes, std::size_t count) noexcept {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < count; ++i) number = number << 8U | bytes[i];
  return number;
}

}  // namespace

std::uint64_t ClientKey::hash(std::uint64_t seed) const noexcept {
  return mixed(mixed(high ^ seed) + low);
}

ClientKey client_key(std::string_view address) noexcept {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool fits = address.size() < text.size() && address.find('\0') == std::string_view::npos;
  if (fits) std::copy(address.begin(), address.end(), text.begin());
  std::array<std::uint8_t, 16> bytes{};
  if (fits && ::inet_pton(AF_INET, text.data(), bytes.data()) == 1) {
    return {0, kV4Mapped << 32U | big_endian(bytes.data(), 4)};
  }
  if (fits && ::inet_pton(AF_INET6, text.data(), bytes.data()) == 1) {
    const std::uint64_t network = big_endian(bytes.data(), 8);
    const std::uint64_t rest = big_endian(bytes.data() + 8, 8);
    if (network == 0 && rest >> 32U == kV4Mapped) return {0, rest};
    return {network, kNetwork};
  }
  return {digest(address), kText};
}

std::uint64_t hash_seed() noexcept {
  static const std::uint64_t seed = [] {
    std::random_device device;
    return std::uint64_t{device()} << 32U | device();
  }();
  return seed;
}

}  // namespace carboy::core::server
