// SHA-256 (FIPS 180-4) of bytes that arrive in pieces.
//
// Thread rule: an object belongs to one thread at a time; the free function may be called from any
// thread. The algorithm is fetched from OpenSSL once for the process, since fetching it costs more
// than hashing a short text.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace carboy::core::base {

class Sha256 {
 public:
  // Throws Error if the machine's OpenSSL has no SHA-256.
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  // Appends to the bytes to hash.
  void add(std::string_view bytes);
  void add(std::span<const std::byte> bytes);

  // Returns the digest of everything added, as 64 lower-case hexadecimal digits, and starts anew.
  std::string finish_hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Returns the digest of `bytes`, as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace carboy::core::base
