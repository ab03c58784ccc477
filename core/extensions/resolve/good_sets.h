// The last good sets of an app's own extensions: what `carboy ext rollback` goes back to. A set is
// the files of extensions/ and the list of what is enabled; each file is kept once, by its digest,
// in .carboy/good.
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
  bool proven = false;  // the app has started with it
  bool is_same(const GoodSet& other) const {
    return enabled == other.enabled && files == other.files;
  }
};

// What is there now. Files that are no extension are in no set.
GoodSet present_set(const std::filesystem::path& app_folder, std::vector<std::string> enabled);

class GoodSets {
 public:
  // Throws base::Error when what is kept cannot be read.
  explicit GoodSets(const std::filesystem::path& app_folder);

  // Keeps `set`, whose files are in extensions/, as the newest. Throws base::Error when it cannot
  // be kept; then the others are as they were.
  void keep(GoodSet set);

  // The newest proven set that is not `present`, or else the newest at all that is not.
  std::optional<GoodSet> before(const GoodSet& present) const;

  // The bytes of a kept file. Throws base::Error when they are not what was kept.
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
