// Bringing extension files into the folder extensions/ of an app: `carboy ext install` and
// carboy.Management.
//
// Thread rule: plain functions; any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace carboy::core::host {

// Checks the files together with the installed ones, keeps the current set for a rollback, and
// moves each file to its place with one rename. Returns what was done and the next steps, as lines.
// `runs`: whether the app runs. Throws base::Error for a file that is not an extension and for files
// with which the app would no longer start; nothing is changed then. Holds the lock of the folder.
std::string install_files(const std::filesystem::path& folder,
                          const std::vector<std::string>& files, bool runs);

// Keeps the files of extensions/ and the enabled extensions as a set for a rollback. REQUIRES: the
// caller holds the lock of the folder. Throws base::Error if it cannot be kept.
void keep_present_set(const std::filesystem::path& folder, const std::vector<std::string>& enabled);

}  // namespace carboy::core::host
