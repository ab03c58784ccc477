#include "core/extensions/package/signature.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "core/base/sha256.h"

namespace carboy::core::extensions {
namespace {

constexpr std::string_view kTrailerMagic = "carboy-signature";
constexpr std::uint32_t kTrailerVersion = 1;
constexpr std::size_t kNumber = 4;
// What a trailer of a later version may take.
constexpr std::size_t kLargestTrailer = 4096;

static_assert(kTrailerSize ==
              kTrailerMagic.size() + 2 * kNumber + base::kPublicKeySize + base::kSignatureSize);

std::string trailer_number(std::uint32_t number) {
  std::string bytes;
  for (unsigned i = 0; i < kNumber; ++i) bytes += static_cast<char>((number >> (8 * i)) & 0xff);
  return bytes;
}

// REQUIRES: kNumber bytes.
std::uint32_t number_in_trailer(std::string_view bytes) {
  std::uint32_t number = 0;
  for (unsigned i = 0; i < kNumber; ++i) {
    number |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return number;
}

// Returns the trailer of any version, also one whose size is damaged, or nothing.
std::string_view trailer_of(std::string_view file) {
  if (file.size() < kTrailerMagic.size() + kNumber) return {};
  const std::size_t said = number_in_trailer(file.substr(file.size() - kNumber));
  for (const std::size_t size : {said, kTrailerSize}) {
    if (size > kLargestTrailer || size > file.size()) continue;
    const std::string_view trailer = file.substr(file.size() - size);
    if (trailer.starts_with(kTrailerMagic)) return trailer;
  }
  return {};
}

}  // namespace

bool Signature::is_trusted(const TrustedKeys& keys) const {
  return state == State::matches && key && std::find(keys.begin(), keys.end(), *key) != keys.end();
}

std::string_view Signature::word(const TrustedKeys& keys) const {
  if (state == State::none) return "unsigned";
  if (state == State::changed) return "changed";
  return is_trusted(keys) ? "signed" : "unknown key";
}

std::string Signature::text(const TrustedKeys& keys) const {
  if (state == State::none) return "unsigned";
  if (!key) return "changed: the signature is damaged, or made by a later version of Carboy";
  if (state == State::changed) return "changed since it was signed by " + key->text();
  return is_trusted(keys) ? "signed by " + key->text()
                          : "unknown key: signed by " + key->text() + ", not one of [host] keys";
}

nlohmann::ordered_json Signature::json(const TrustedKeys& keys) const {
  nlohmann::ordered_json object{{"state", word(keys)}};
  if (key) object["key"] = key->text();
  return object;
}

Signature read_signature(std::string_view file) {
  const std::string_view trailer = trailer_of(file);
  if (trailer.empty()) return {};
  Signature signature{Signature::State::changed, std::nullopt};
  std::string_view rest = trailer.substr(kTrailerMagic.size());
  if (trailer.size() != kTrailerSize || number_in_trailer(rest) != kTrailerVersion ||
      number_in_trailer(trailer.substr(kTrailerSize - kNumber)) != kTrailerSize) {
    return signature;
  }
  rest.remove_prefix(kNumber);
  signature.key = base::PublicKey::of_bytes(rest.substr(0, base::kPublicKeySize));
  rest.remove_prefix(base::kPublicKeySize);
  const std::string_view content = file.substr(0, file.size() - trailer.size());
  if (trailer_of(content).empty() &&
      signature.key->matches(signed_text(content), rest.substr(0, base::kSignatureSize))) {
    signature.state = Signature::State::matches;
  }
  return signature;
}

std::string_view without_signature(std::string_view file) {
  for (;;) {
    const std::string_view trailer = trailer_of(file);
    if (trailer.empty()) return file;
    file.remove_suffix(trailer.size());
  }
}

std::string signed_file(std::string_view file, const base::PrivateKey& key) {
  const std::string_view content = without_signature(file);
  std::string bytes;
  bytes.reserve(content.size() + kTrailerSize);
  bytes += content;
  bytes += kTrailerMagic;
  bytes += trailer_number(kTrailerVersion);
  bytes += key.public_key().bytes();
  bytes += key.sign(signed_text(content));
  return bytes += trailer_number(kTrailerSize);
}

std::string signed_text(std::string_view file) {
  return "carboy extension 1\n" + base::sha256_hex(file);
}

}  // namespace carboy::core::extensions
