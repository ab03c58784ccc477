// Files that are there whole or not at all, and folders that one process at a time changes.
//
// Thread rule: any thread; a DraftFile or a FolderLock belongs to one.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/descriptor.h"

namespace carboy::core::base {

// What happens to a file that has the name already.
enum class Existing { refuse, replace };

// The bytes of a file to be, beside its place and under a hidden name, until they are put there. A
// draft that is not is gone with this object.
class DraftFile {
 public:
  explicit DraftFile(std::filesystem::path place) : place_(std::move(place)) {}
  ~DraftFile();
  DraftFile(const DraftFile&) = delete;
  DraftFile& operator=(const DraftFile&) = delete;

  // Each gives 0 or the errno of what failed; then the place is as it was.
  [[nodiscard]] int open();
  // REQUIRES open(). Appends.
  [[nodiscard]] int write(std::string_view bytes);
  // REQUIRES open(); the last call. The bytes are on the disk before they get the place's name:
  // rename(2), or link(2), which is EEXIST when there is such a file.
  [[nodiscard]] int put(mode_t mode, Existing existing);

 private:
  std::filesystem::path place_;
  std::string name_;  // empty: there is nothing to remove
  Descriptor file_;
};

// Puts `bytes` in the place of `file`, with its permissions where it was there before, else 0644.
// 0, or the errno of what failed; then the file is as it was. After a crash at any moment it is
// whole, old or new, and after 0 it is new.
[[nodiscard]] int replace_file(const std::filesystem::path& file, std::string_view bytes);

// Waits until no other process holds the lock of that folder, and holds it while it lives (flock).
class FolderLock {
 public:
  // Throws base::Error when the folder cannot be opened.
  explicit FolderLock(const std::filesystem::path& folder);
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  Descriptor folder_;
};

}  // namespace carboy::core::base
