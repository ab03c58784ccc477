#include "core/base/ed25519.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>

#include "core/base/error.h"

namespace carboy::core::base {
namespace {

constexpr std::string_view kKeyPrefix = "ed25519:";
constexpr std::size_t kKeyBase64Size = 44;  // with one "=" at the end

template <auto function>
struct FreeWith {
  template <class T>
  void operator()(T* object) const noexcept {
    function(object);
  }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;
using MemoryFile = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;
using AnyKey = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;

const unsigned char* unsigned_bytes(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* unsigned_bytes(std::string& text) noexcept {
  return reinterpret_cast<unsigned char*>(text.data());
}

void require_openssl(bool done) {
  if (!done) throw Error("OpenSSL of this machine cannot sign with Ed25519.");
}

// Points of small order: a signature that matches such a key can be made without a secret. The
// sign, which is the highest bit, does not matter.
bool has_small_order(std::string_view key) {
  const auto filled = [](char first, char middle, char last) {
    std::string bytes(kPublicKeySize, middle);
    bytes.front() = first;
    bytes.back() = last;
    return bytes;
  };
  static const std::array<std::string, 7> kPoints{
      filled('\0', '\0', '\0'),
      filled('\1', '\0', '\0'),
      filled('\xec', '\xff', '\x7f'),
      filled('\xed', '\xff', '\x7f'),
      filled('\xee', '\xff', '\x7f'),
      std::string("\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0"
                  "\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05",
                  kPublicKeySize),
      std::string("\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f"
                  "\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a",
                  kPublicKeySize)};
  std::string without_sign(key);
  without_sign.back() = static_cast<char>(without_sign.back() & 0x7f);
  return std::find(kPoints.begin(), kPoints.end(), without_sign) != kPoints.end();
}

// PEM with a password would make OpenSSL ask at the terminal.
int no_password(char*, int, int, void*) { return -1; }

}  // namespace

std::optional<PublicKey> PublicKey::parse(std::string_view text) {
  if (!text.starts_with(kKeyPrefix)) return std::nullopt;
  const std::string_view base64 = text.substr(kKeyPrefix.size());
  if (base64.size() != kKeyBase64Size) return std::nullopt;
  std::string decoded(kKeyBase64Size, '\0');
  if (::EVP_DecodeBlock(unsigned_bytes(decoded), unsigned_bytes(base64),
                        static_cast<int>(base64.size())) != kPublicKeySize + 1) {
    return std::nullopt;
  }
  const PublicKey key = of_bytes(std::string_view(decoded).substr(0, kPublicKeySize));
  // OpenSSL is lenient about blanks and the last bits.
  if (key.text() != text || has_small_order(key.bytes())) return std::nullopt;
  return key;
}

PublicKey PublicKey::of_bytes(std::string_view bytes) {
  PublicKey key;
  std::copy_n(bytes.begin(), kPublicKeySize, key.bytes_.begin());
  return key;
}

std::string PublicKey::text() const {
  std::string base64(kKeyBase64Size + 1, '\0');  // and the zero that OpenSSL writes
  ::EVP_EncodeBlock(unsigned_bytes(base64), unsigned_bytes(bytes()), kPublicKeySize);
  base64.pop_back();
  return std::string(kKeyPrefix) + base64;
}

bool PublicKey::matches(std::string_view text, std::string_view signature) const {
  if (signature.size() != kSignatureSize || has_small_order(bytes())) return false;
  const AnyKey key(::EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, unsigned_bytes(bytes()),
                                                 kPublicKeySize));
  const DigestContext context(::EVP_MD_CTX_new());
  return key != nullptr && context != nullptr &&
         ::EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         ::EVP_DigestVerify(context.get(), unsigned_bytes(signature), signature.size(),
                            unsigned_bytes(text), text.size()) == 1;
}

void PrivateKey::Free::operator()(evp_pkey_st* key) const noexcept { ::EVP_PKEY_free(key); }

PrivateKey PrivateKey::make() {
  const KeyContext context(::EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nullptr));
  EVP_PKEY* key = nullptr;
  require_openssl(context != nullptr && ::EVP_PKEY_keygen_init(context.get()) == 1 &&
                  ::EVP_PKEY_keygen(context.get(), &key) == 1);
  return PrivateKey(key);
}

PrivateKey PrivateKey::of_pem(std::string_view pem) {
  const MemoryFile in(::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  require_openssl(in != nullptr);
  PrivateKey key(::PEM_read_bio_PrivateKey(in.get(), nullptr, &no_password, nullptr));
  if (key.key_ != nullptr && ::EVP_PKEY_get_base_id(key.key_.get()) == EVP_PKEY_ED25519) return key;
  if (pem.find("ENCRYPTED") != std::string_view::npos) {
    throw Error("is encrypted with a password, which Carboy does not ask for");
  }
  throw Error(key.key_ == nullptr ? "holds no private key in the form PEM"
                                  : "holds a private key of another kind than Ed25519");
}

std::string PrivateKey::pem() const {
  const MemoryFile out(::BIO_new(BIO_s_mem()));
  require_openssl(out != nullptr &&
                  ::PEM_write_bio_PKCS8PrivateKey(out.get(), key_.get(), nullptr, nullptr, 0,
                                                  nullptr, nullptr) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

PublicKey PrivateKey::public_key() const {
  std::string bytes(kPublicKeySize, '\0');
  std::size_t size = bytes.size();
  require_openssl(::EVP_PKEY_get_raw_public_key(key_.get(), unsigned_bytes(bytes), &size) == 1);
  return PublicKey::of_bytes(bytes);
}

std::string PrivateKey::sign(std::string_view text) const {
  const DigestContext context(::EVP_MD_CTX_new());
  std::string signature(kSignatureSize, '\0');
  std::size_t size = signature.size();
  require_openssl(context != nullptr &&
                  ::EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
                  ::EVP_DigestSign(context.get(), unsigned_bytes(signature), &size,
                                   unsigned_bytes(text), text.size()) == 1);
  return signature;
}

}  // namespace carboy::core::base
