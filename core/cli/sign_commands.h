// `carboy ext sign` and `carboy ext key`.
//
// Thread rule: the main thread.
#pragma once

#include <string>

namespace carboy::core::cli {

// Each returns the exit status and throws base::Error when it fails; no file has changed then.

// Writes a new private key, which only its owner may read, and prints its public key.
int new_key(const std::string& file);
// Prints the public key of a private key.
int show_key(const std::string& file);
// Writes the extension with a signature to `output`, or to `file` itself if that is empty.
int sign_extension(const std::string& file, const std::string& key, const std::string& output);

}  // namespace carboy::core::cli
