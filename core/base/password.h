// Hashes of passwords in Werkzeug's format, so that an app can keep its table of users:
// `scrypt:32768:8:1$salt$hex` (RFC 7914) and `pbkdf2:sha256:1000000$salt$hex` (RFC 8018).
//
// Thread rule: plain functions. They are slow on purpose (some 50 ms, 32 MB) and must not be called
// on an event loop.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace carboy::core::base {

inline constexpr std::string_view kPasswordMethod = "scrypt:32768:8:1";

// Returns a hash with a fresh salt of `salt_length` letters and digits. `method` is "scrypt",
// "scrypt:N:R:P", "pbkdf2", "pbkdf2:DIGEST" or "pbkdf2:DIGEST:ITERATIONS". Throws Error for any
// other, for parameters that need more than 1 GiB or that OpenSSL rejects, and for an empty salt.
std::string generate_password_hash(std::string_view password,
                                   std::string_view method = kPasswordMethod,
                                   std::size_t salt_length = 16);

// Returns whether the password is the one that was hashed; compares in constant time. A malformed
// hash matches nothing.
bool check_password_hash(std::string_view hash, std::string_view password);

}  // namespace carboy::core::base
