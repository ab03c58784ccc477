// Keys that sign texts and check signatures (Ed25519, RFC 8032).
//
// Thread rule: const functions may be called from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace carboy::core::base {

inline constexpr std::size_t kPublicKeySize = 32;
inline constexpr std::size_t kSignatureSize = 64;

class PublicKey {
 public:
  // Reads "ed25519:" and the key in base64. Returns nothing for any other text, and for one of the
  // few keys with which everybody can sign, such as 32 zeros.
  static std::optional<PublicKey> parse(std::string_view text);
  // REQUIRES: kPublicKeySize bytes. They need not be a key; then nothing matches it.
  static PublicKey of_bytes(std::string_view bytes);

  // Returns what parse() reads.
  std::string text() const;
  std::string_view bytes() const noexcept { return {bytes_.data(), bytes_.size()}; }
  // Returns whether the owner of the key has signed `text`.
  bool matches(std::string_view text, std::string_view signature) const;

  friend bool operator==(const PublicKey&, const PublicKey&) = default;

 private:
  PublicKey() = default;
  std::array<char, kPublicKeySize> bytes_{};
};

class PrivateKey {
 public:
  // Makes a new key from the random numbers of the system. Throws Error if there are none.
  static PrivateKey make();
  // Reads PEM (PKCS #8). Throws Error, a sentence without its subject: "holds no private key ...".
  static PrivateKey of_pem(std::string_view pem);

  std::string pem() const;
  PublicKey public_key() const;
  // Returns kSignatureSize bytes.
  std::string sign(std::string_view text) const;

 private:
  struct Free {
    void operator()(evp_pkey_st* key) const noexcept;
  };
  explicit PrivateKey(evp_pkey_st* key) : key_(key) {}
  std::unique_ptr<evp_pkey_st, Free> key_;
};

}  // namespace carboy::core::base
