// Hashes of passwords, in Werkzeug's format, so that a table of users can be taken over:
// `scrypt:32768:8:1$salt$hex` (RFC 7914) and `pbkdf2:sha256:1000000$salt$hex` (RFC 8018).
//
// Thread rule: plain functions. They are slow on purpose (some 50 ms, 32 MB): not for an event
// loop.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace carboy::core::base {

inline constexpr std::string_view kPasswordMethod = "scrypt:32768:8:1";

// A hash with a fresh salt of `salt_length` letters and digits. `method` is "scrypt",
// "scrypt:N:R:P", "pbkdf2", "pbkdf2:DIGEST" or "pbkdf2:DIGEST:ITERATIONS". Throws Error for another
// one, for parameters that need more than 1 GiB or that OpenSSL refuses, and for an empty salt.
std::string generate_password_hash(std::string_view password,
                                   std::string_view method = kPasswordMethod,
                                   std::size_t salt_length = 16);

// Whether the password is the one that was hashed; compares in constant time. False for a hash that
// is no hash, too.
bool check_password_hash(std::string_view hash, std::string_view password);

}  // namespace carboy::core::base
