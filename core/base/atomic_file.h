// Files that are changed in one step, and folders that one process at a time changes.
//
// Thread rule: any thread; a FolderLock belongs to one.
#pragma once

#include <filesystem>
#include <string_view>

namespace carboy::core::base {

// Puts `bytes` in the place of `file`, with its permissions where it was there before, else 0644.
// 0, or the errno of what failed; then the file is as it was. After a crash at any moment it is
// whole, old or new: the bytes are on the disk before they get its name (rename(2)).
[[nodiscard]] int replace_file(const std::filesystem::path& file, std::string_view bytes);

// Waits until no other process holds the lock of that folder, and holds it while it lives (flock).
class FolderLock {
 public:
  // Throws base::Error when the folder cannot be opened.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace carboy::core::base
