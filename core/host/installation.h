// Bringing extension files into the folder extensions/ of an app: `carboy ext install` and
// carboy.Management.
//
// Thread rule: plain functions; any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/extensions/resolve/good_sets.h"

namespace carboy::core::host {

// Checks the files together with the installed ones, keeps the current set for a rollback, and
// moves each file to its place with one rename. Returns what was done and the next steps, as lines.
// `runs`: whether the app runs. Throws base::Error for a file that is not an extension and for files
// with which the app would no longer start; nothing is changed then. Holds the lock of the folder.
std::string install_files(const std::filesystem::path& folder,
                          const std::vector<std::string>& files, bool runs);

// Keeps the files of extensions/ and the enabled extensions as a set for a rollback, and returns it.
// REQUIRES: the caller holds the lock of the folder. Throws base::Error if it cannot be kept.
extensions::GoodSet keep_present_set(const std::filesystem::path& folder,
                                     const std::vector<std::string>& enabled);

// Returns what brings back a file of a set that was kept, after the change that took its place: a
// rollback, if the next one restores it, else the place where it is kept. A whole sentence.
std::string way_back(const std::filesystem::path& folder, const std::vector<std::string>& enabled,
                     const extensions::LockEntry& file);

}  // namespace carboy::core::host
