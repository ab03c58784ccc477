// carboy.lock: the extension files that an app may load, with their digests. It is stored next to
// app.toml and kept in version control with it; a host that finds one refuses files that differ.
//
// Thread rule: plain functions and values.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/extensions/resolve/finder.h"

namespace carboy::core::extensions {

constexpr const char* kLockFile = "carboy.lock";

struct LockEntry {
  std::string name;
  std::string version;
  std::string sha256;  // of the whole file, in hexadecimal
  std::string sdk;     // the SDK it was built with
  bool operator==(const LockEntry&) const = default;
};
using Lock = std::vector<LockEntry>;

// "SHA-256 3fa80c12b97e": enough of a digest to tell two files of one version apart.
std::string shown_digest(std::string_view sha256);

// The lock as TOML: the same text for the same extensions.
std::string lock_text(const Lock& lock);

// Throws base::Error with "carboy.lock:LINE:COLUMN: ..." if the text is not a lock.
Lock parse_lock(std::string_view text);

// Returns the lock of that folder, sorted by name, or nothing if there is none. Throws base::Error
// if it cannot be read.
std::optional<Lock> read_lock(const std::filesystem::path& folder);

// Returns the lock entries of `names` for the files as they are now, sorted by name. REQUIRES: each
// is usable in `available`. Throws base::Error if a file has changed since and cannot be opened.
Lock present_lock(const std::vector<std::string>& names,
                  const std::vector<InstalledExtension>& available);

enum class Difference {
  locked,    // no difference
  added,     // enabled, but not in the lock
  removed,   // in the lock, but not enabled
  upgraded,  // another version
  modified,  // the same version with another digest
};
std::string_view name_of(Difference difference);

struct Compared {
  Difference difference = Difference::locked;
  std::string name;
  std::string locked_version;   // empty for added
  std::string present_version;  // empty for removed

  // "guestbook 1.2.0 -> 1.3.0"
  std::string title() const;
  // What to do about it; empty for locked.
  std::string remedy() const;
};

// Returns a row for each extension of either lock, sorted by name.
std::vector<Compared> compare(const Lock& lock, const Lock& present);

// Reports the rows that differ: "carboy.lock and what is here differ in 1 extension." and a
// paragraph for each. Empty if there are none.
std::string lock_report(const std::vector<Compared>& rows);

}  // namespace carboy::core::extensions
