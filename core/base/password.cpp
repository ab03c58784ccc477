#include "core/base/password.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/error.h"

namespace carboy::core::base {
namespace {

constexpr std::string_view kSaltCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr std::size_t kMaxSalt = 1024;
constexpr std::uint64_t kDefaultIterations = 1'000'000;
constexpr std::uint64_t kMaxIterations = 100'000'000;
constexpr std::uint64_t kMaxMemory = std::uint64_t{1} << 30;
constexpr std::uint64_t kMemoryBesides = 1 << 16;
constexpr std::size_t kScryptSize = 64;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = text.find(separator); end != std::string_view::npos;
       end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

std::optional<std::uint64_t> number(std::string_view text) noexcept {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  return is_whole && value > 0 ? std::optional(value) : std::nullopt;
}

std::string hex(const unsigned char* bytes, std::size_t size) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text += kHex[bytes[i] >> 4];
    text += kHex[bytes[i] & 15];
  }
  return text;
}

const unsigned char* as_bytes(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

struct Hashed {
  std::string method;  // with all its parameters
  std::string digest;
};

std::optional<Hashed> scrypt(const std::vector<std::string_view>& parts, std::string_view salt,
                             std::string_view password) {
  std::optional<std::uint64_t> n = 1 << 15, r = 8, p = 1;
  if (parts.size() > 1) {
    if (parts.size() != 4) return std::nullopt;
    n = number(parts[1]);
    r = number(parts[2]);
    p = number(parts[3]);
  }
  std::uint64_t memory = 132;
  for (const auto& factor : {n, r, p}) {
    if (!factor || *factor > kMaxMemory / memory) return std::nullopt;
    memory *= *factor;
  }
  std::array<unsigned char, kScryptSize> digest;
  if (EVP_PBE_scrypt(password.data(), password.size(), as_bytes(salt), salt.size(), *n, *r, *p,
                     memory + kMemoryBesides, digest.data(), digest.size()) != 1) {
    return std::nullopt;
  }
  return Hashed{
      "scrypt:" + std::to_string(*n) + ':' + std::to_string(*r) + ':' + std::to_string(*p),
      hex(digest.data(), digest.size())};
}

std::optional<Hashed> pbkdf2(const std::vector<std::string_view>& parts, std::string_view salt,
                             std::string_view password) {
  if (parts.size() > 3) return std::nullopt;
  const std::string name(parts.size() > 1 ? parts[1] : "sha256");
  const std::optional<std::uint64_t> iterations =
      parts.size() > 2 ? number(parts[2]) : std::optional(kDefaultIterations);
  std::string fetched = name;  // Python writes sha3_256
  std::replace(fetched.begin(), fetched.end(), '_', '-');
  const EVP_MD* digest = EVP_get_digestbyname(fetched.c_str());
  if (digest == nullptr || !iterations || *iterations > kMaxIterations) return std::nullopt;
  if (password.size() > INT32_MAX || salt.size() > INT32_MAX) return std::nullopt;
  std::array<unsigned char, EVP_MAX_MD_SIZE> key;
  const int size = EVP_MD_get_size(digest);
  if (size <= 0 ||
      PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), as_bytes(salt),
                        static_cast<int>(salt.size()), static_cast<int>(*iterations), digest, size,
                        key.data()) != 1) {
    return std::nullopt;
  }
  return Hashed{"pbkdf2:" + name + ':' + std::to_string(*iterations),
                hex(key.data(), static_cast<std::size_t>(size))};
}

std::optional<Hashed> hashed(std::string_view method, std::string_view salt,
                             std::string_view password) {
  const std::vector<std::string_view> parts = split(method, ':');
  if (parts[0] == "scrypt") return scrypt(parts, salt, password);
  return parts[0] == "pbkdf2" ? pbkdf2(parts, salt, password) : std::nullopt;
}

std::string fresh_salt(std::size_t length) {
  std::string salt;
  // Bytes above the last whole multiple of the characters would make the first ones likelier.
  const std::size_t fair = 256 / kSaltCharacters.size() * kSaltCharacters.size();
  while (salt.size() < length) {
    unsigned char byte = 0;
    if (RAND_bytes(&byte, 1) != 1) throw Error("OpenSSL has no random bytes for a salt.");
    if (byte < fair) salt += kSaltCharacters[byte % kSaltCharacters.size()];
  }
  return salt;
}

}  // namespace

std::string generate_password_hash(std::string_view password, std::string_view method,
                                   std::size_t salt_length) {
  if (salt_length == 0 || salt_length > kMaxSalt) {
    throw Error("The salt of a password hash has 1 to " + std::to_string(kMaxSalt) +
                " characters.");
  }
  const std::string salt = fresh_salt(salt_length);
  const std::optional<Hashed> result = hashed(method, salt, password);
  if (!result) {
    throw Error("\"" + std::string(method) +
                "\" is not a method to hash a password. Write scrypt, scrypt:32768:8:1, pbkdf2 or "
                "pbkdf2:sha256:1000000; at most 1 GiB of memory is used.");
  }
  return result->method + '$' + salt + '$' + result->digest;
}

bool check_password_hash(std::string_view hash, std::string_view password) {
  const std::size_t first = hash.find('$');
  const std::size_t second = first == std::string_view::npos ? first : hash.find('$', first + 1);
  if (second == std::string_view::npos) return false;
  const std::string_view salt = hash.substr(first + 1, second - first - 1);
  const std::string_view expected = hash.substr(second + 1);
  const std::optional<Hashed> result = hashed(hash.substr(0, first), salt, password);
  return result && result->digest.size() == expected.size() &&
         CRYPTO_memcmp(result->digest.data(), expected.data(), expected.size()) == 0;
}

}  // namespace carboy::core::base
