// The last good sets of an app's own extensions, which `carboy ext rollback` returns to. A set
// consists of the files of extensions/ and the list of enabled extensions; each file is kept once,
// under its digest, in .carboy/good.
//
// Thread rule: not thread-safe; hold the app folder's FolderLock while one is in use.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/extensions/resolve/lock.h"

namespace carboy::core::extensions {

struct GoodSet {
  std::vector<std::string> enabled;
  Lock files;           // of extensions/, enabled or not
  bool proven = false;  // the app has started with it, or it was locked

  bool is_same(const GoodSet& other) const { return enables_same(other) && files == other.files; }
  // Whether the same extensions are enabled, in whatever order.
  bool enables_same(const GoodSet& other) const;
  // Whether the same extensions are enabled, with the same files. Other files, which are not
  // enabled, may differ.
  bool runs_same(const GoodSet& other) const;
  bool enables(std::string_view name) const;
  // Returns null if the set has no file of that extension.
  const LockEntry* file_of(std::string_view name) const;
};

// The present set. Files that are not extensions are not part of a set.
GoodSet present_set(const std::filesystem::path& app_folder, std::vector<std::string> enabled);

class GoodSets {
 public:
  // Throws base::Error if the kept sets cannot be read.
  explicit GoodSets(const std::filesystem::path& app_folder);

  // Keeps `set` as the newest one; its files are in extensions/. It is proven, too, if it runs the
  // same as a proven one. Throws base::Error if it cannot be kept; then the other sets are
  // unchanged.
  void keep(GoodSet set);

  // Returns the newest proven set that is not `present`. As long as no set at all is proven, because
  // the app has never started, returns the newest set that is not `present`.
  std::optional<GoodSet> before(const GoodSet& present) const;

  // Returns the file of one extension in the newest proven set that enables it and has another file
  // of it than `present`. A file that never ran is not returned.
  std::optional<LockEntry> before(const GoodSet& present, std::string_view name) const;

  // Returns the bytes of a kept file. Throws base::Error if they do not match its digest.
  std::string bytes_of(const LockEntry& file) const;

 private:
  void store(const LockEntry& file) const;
  void write() const;
  void prune() const;

  std::filesystem::path app_folder_;
  std::filesystem::path folder_;
  std::vector<GoodSet> sets_;  // newest first
};

}  // namespace carboy::core::extensions
