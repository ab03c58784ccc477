// Secrets: comparing them, and making random ones.
//
// Thread rule: both functions may be called from any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace carboy {

// Returns whether two secrets are equal. The time that it takes depends on the length of `given`
// only, and not on how much of it is right, so that nobody can find a secret byte by byte (Python's
// hmac.compare_digest). It is for keys, tokens and signatures; passwords are compared with the
// check of a password hash.
//
//   if (!carboy::same_secret(key, request.header("X-Key").value_or(""))) carboy::abort(403);
bool same_secret(std::string_view kept, std::string_view given) noexcept;

// Returns a random text that nobody can guess, for links, keys and cookies: `bytes` bytes from the
// system's generator (getrandom(2)) in the alphabet of URLs and file names without padding (RFC
// 4648, section 5). 32 bytes make 43 characters, as in Python's secrets.token_urlsafe.
std::string random_token(std::size_t bytes = 32);

}  // namespace carboy

#include <carboy/detail/secret.ipp>
