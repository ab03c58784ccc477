// Files that appear whole or not at all, and folders that one process at a time changes.
//
// Thread rule: any thread; a DraftFile or a FolderLock belongs to one.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/descriptor.h"

namespace carboy::core::base {

// What to do if a file of that name exists.
enum class Existing { refuse, replace };

// Writes a new file under a hidden name beside its place, and then moves it there. The destructor
// removes a draft that was not put in its place.
class DraftFile {
 public:
  explicit DraftFile(std::filesystem::path place) : place_(std::move(place)) {}
  ~DraftFile();
  DraftFile(const DraftFile&) = delete;
  DraftFile& operator=(const DraftFile&) = delete;

  // Each function returns 0, or the errno of what failed; the place is then unchanged.
  [[nodiscard]] int open();
  // REQUIRES open(). Appends.
  [[nodiscard]] int write(std::string_view bytes);
  // Writes the bytes to the disk, then gives them the place's name with rename(2), or with link(2),
  // which fails with EEXIST if there is such a file. REQUIRES open(); the last call.
  [[nodiscard]] int put(mode_t mode, Existing existing);

 private:
  std::filesystem::path place_;
  std::string name_;  // empty if there is nothing to remove
  Descriptor file_;
};

// Replaces the contents of `file`. A new file gets the permissions 0644; an existing one keeps its
// own. Returns 0, or the errno of what failed; the file is then unchanged. After a crash at any
// moment the file is complete, either old or new; after 0 was returned it is the new one.
[[nodiscard]] int replace_file(const std::filesystem::path& file, std::string_view bytes);

// Waits until no other process holds the lock of that folder, and holds it until it is destroyed
// (flock).
class FolderLock {
 public:
  // Throws base::Error if the folder cannot be opened.
  explicit FolderLock(const std::filesystem::path& folder);
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  Descriptor folder_;
};

}  // namespace carboy::core::base
