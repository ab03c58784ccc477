// The way back to an earlier file of one extension: `carboy ext rollback NAME` and
// carboy.Management.
//
// Thread rule: belongs to one thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/extensions/resolve/good_sets.h"
#include "core/extensions/resolve/lock.h"

namespace carboy::core::host {

// Holds the lock of the app's folder from its creation to its end.
class FileRollback {
 public:
  // Finds the file of extensions/NAME.so that the app ran with before its present one. Throws
  // base::Error if there is none.
  FileRollback(const std::filesystem::path& folder, const std::string& name);

  // Keeps the present set, and puts the earlier file in its place and its digest into carboy.lock,
  // if there is one. Throws base::Error if that fails, or if the app would no longer start; nothing
  // is changed then.
  void put();
  // Puts back what put() has replaced. Throws base::Error if that fails.
  void undo() const;

  // "guestbook 1.2.0", with the digest if the version is that of the present file.
  std::string title() const;
  // The digest of the restored file, in hexadecimal.
  const std::string& sha256() const noexcept { return wanted_.sha256; }

 private:
  void write_lock(const std::string& text) const;

  std::filesystem::path folder_;
  base::FolderLock lock_;
  std::vector<std::string> enabled_;
  extensions::LockEntry wanted_;
  std::string present_version_;  // empty: there is no present file
  std::string wanted_bytes_;
  std::optional<std::string> present_bytes_;
  std::optional<std::string> present_lock_;  // the text of carboy.lock
};

}  // namespace carboy::core::host
