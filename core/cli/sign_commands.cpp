#include "core/cli/sign_commands.h"

#include <sys/stat.h>

#include <iostream>

#include "core/base/atomic_file.h"
#include "core/base/ed25519.h"
#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/system_error.h"
#include "core/base/whole_file.h"
#include "core/extensions/package/extension_file.h"
#include "core/extensions/package/signature.h"

namespace carboy::core::cli {
namespace {

// Throws base::Error if others can read the key, since they could sign with it, too.
void check_is_private(const std::string& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0 || (status.st_mode & (S_IRWXO | S_IRWXG)) == 0) return;
  throw base::Error("Others than its owner can read or change " + file +
                    ", so its key is not used. `chmod 600 " + file +
                    "` makes it private; if others have read it, make a new key with `carboy ext "
                    "key new`.");
}

base::PrivateKey read_key(const std::string& file) {
  std::string pem;
  if (const int error = base::read_whole_file(file, pem); error != 0) {
    throw base::Error("The key " + file + " cannot be read: " + base::errno_text(error) + "." +
                      (error == ENOENT ? " `carboy ext key new " + file + "` makes one." : ""));
  }
  check_is_private(file);
  try {
    return base::PrivateKey::of_pem(pem);
  } catch (const base::Error& error) {
    throw base::Error(file + " " + error.what() + ". `carboy ext key new` makes a key.");
  }
}

// Returns the bytes of an extension.
std::string read_extension(const std::string& file) {
  const auto opened = extensions::ExtensionFile::open(file, file);
  std::string bytes;
  if (const int error = base::read_whole_file(file, bytes); error != 0) {
    throw base::Error(file + " cannot be read: " + base::errno_text(error) + ".");
  }
  if (base::sha256_hex(bytes) != opened.sha256()) {
    throw base::Error(file + " is being written. Try again when it is complete.");
  }
  return bytes;
}

}  // namespace

int new_key(const std::string& file) {
  const base::PrivateKey key = base::PrivateKey::make();
  base::DraftFile draft(file);
  int error = draft.open();
  if (error == 0) error = draft.write(key.pem());
  if (error == 0) error = draft.put(0600, base::Existing::refuse);
  if (error == EEXIST) {
    throw base::Error(file +
                      " exists already, and a key is never overwritten. Choose another name, or "
                      "print its public key with `carboy ext key show " +
                      file + "`.");
  }
  if (error != 0) {
    throw base::Error("The key " + file + " cannot be written: " + base::errno_text(error) + ".");
  }
  std::cout << key.public_key().text() << '\n';
  return 0;
}

int show_key(const std::string& file) {
  std::cout << read_key(file).public_key().text() << '\n';
  return 0;
}

int sign_extension(const std::string& file, const std::string& key, const std::string& output) {
  const base::PrivateKey private_key = read_key(key);
  const std::string bytes = extensions::signed_file(read_extension(file), private_key);
  const std::string& place = output.empty() ? file : output;
  if (const int error = base::replace_file(place, bytes); error != 0) {
    throw base::Error(place + " cannot be written: " + base::errno_text(error) +
                      ". It was not changed.");
  }
  std::cout << place << " is signed by " << private_key.public_key().text() << ".\n";
  return 0;
}

}  // namespace carboy::core::cli
