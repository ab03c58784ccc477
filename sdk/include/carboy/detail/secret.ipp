// Bodies of <carboy/secret.h>.
#pragma once

#include <carboy/error.h>
#include <carboy/secret.h>
#include <errno.h>
#include <sys/random.h>

namespace carboy {

// The barrier keeps the compiler from leaving the loop early.
inline bool same_secret(std::string_view kept, std::string_view given) noexcept {
  unsigned difference = kept.size() == given.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const char other = kept.empty() ? '\0' : kept[i % kept.size()];
    difference |= static_cast<unsigned char>(given[i] ^ other);
    asm volatile("" : "+r"(difference));
  }
  return difference == 0;
}

namespace detail {
inline void fill_with_random_bytes(unsigned char* into, std::size_t count) {
  while (count > 0) {
    const auto got = ::getrandom(into, count, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw Error(Error::id, 500, "The system gives no random bytes.");
    into += got;
    count -= static_cast<std::size_t>(got);
  }
}
}  // namespace detail

inline std::string random_token(std::size_t bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string random(bytes, '\0');
  detail::fill_with_random_bytes(reinterpret_cast<unsigned char*>(random.data()), bytes);
  std::string token;
  token.reserve((bytes * 4 + 2) / 3);
  unsigned bits = 0, held = 0;
  for (const char byte : random) {
    bits = (bits << 8U) | static_cast<unsigned char>(byte);
    for (held += 8; held >= 6; held -= 6) token += kDigits[(bits >> (held - 6)) & 63U];
  }
  if (held > 0) token += kDigits[(bits << (6 - held)) & 63U];
  return token;
}

}  // namespace carboy
