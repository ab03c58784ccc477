// carboy.lock: which extensions an app may load, to the byte. It lies beside app.toml and is kept
// with it; a host that finds one refuses what differs.
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
  std::string sdk;     // it was built with
  bool operator==(const LockEntry&) const = default;
};
using Lock = std::vector<LockEntry>;

// TOML, the same text for the same extensions.
std::string lock_text(const Lock& lock);

// Throws base::Error with "carboy.lock:LINE:COLUMN: ..." for a text that is no lock.
Lock parse_lock(std::string_view text);

// The lock of that folder, by name; nothing when there is none. Throws base::Error when it cannot
// be read.
std::optional<Lock> read_lock(const std::filesystem::path& folder);

// `names` as they are there now, by name. REQUIRES: each is usable in `available`. Throws
// base::Error when a file was changed since it was looked at so that it cannot be opened any more.
Lock present_lock(const std::vector<std::string>& names,
                  const std::vector<InstalledExtension>& available);

enum class Difference {
  locked,    // none
  added,     // is here and not in the lock
  removed,   // is in the lock and not here
  upgraded,  // another version
  modified,  // the same version in other bytes
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

// A row for each extension of either, by name.
std::vector<Compared> compare(const Lock& lock, const Lock& present);

// Of the rows that are not locked: "carboy.lock and what is here differ in 1 extension." and a
// paragraph for each. Empty without any.
std::string lock_report(const std::vector<Compared>& rows);

}  // namespace carboy::core::extensions
