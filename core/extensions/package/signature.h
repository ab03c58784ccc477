// The signature of an extension's file. It is in the file itself, as its last kTrailerSize bytes,
// which programs that read ELF ignore:
//
//   16  "carboy-signature"
//    4  1, the version of this layout; numbers are little-endian
//   32  the public key of who signed the file
//   64  the Ed25519 signature of signed_text() of everything before the trailer
//    4  the size of the trailer
//
// Thread rule: plain functions and values; any thread.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ed25519.h"

namespace carboy::core::extensions {

inline constexpr std::size_t kTrailerSize = 120;

using TrustedKeys = std::vector<base::PublicKey>;

struct Signature {
  enum class State { none, matches, changed };
  State state = State::none;
  // Of who signed the file. Nothing if it is unsigned, or if the trailer cannot be read.
  std::optional<base::PublicKey> key;

  bool is_trusted(const TrustedKeys& keys) const;
  // One of "unsigned", "signed" (by one of these keys), "unknown key" (another one), "changed"
  // (since the file was signed, or the trailer is damaged or of a later version).
  std::string_view word(const TrustedKeys& keys) const;
  // For people: "signed by ed25519:...".
  std::string text(const TrustedKeys& keys) const;
  // {"state": word(), "key": its text, if there is one}.
  nlohmann::ordered_json json(const TrustedKeys& keys) const;
};

// Reads the trailer of a file, whatever it is, and checks the signature. A file with several
// trailers is changed.
Signature read_signature(std::string_view file);

// Returns the file without its trailers.
std::string_view without_signature(std::string_view file);
// Returns the file, without a former signature and with one of this key.
std::string signed_file(std::string_view file, const base::PrivateKey& key);
// Returns what a key signs: "carboy extension 1\n" and the SHA-256 of the file in hexadecimal. The
// first line keeps it apart from everything else that the key may sign.
std::string signed_text(std::string_view file);

}  // namespace carboy::core::extensions
