// `carboy ext install` and `carboy ext remove`, which change the files in extensions/.
//
// Thread rule: the main thread.
#pragma once

#include <string>
#include <vector>

namespace carboy::core::cli {

// Checks the files together with the installed ones, keeps the current set for a rollback, and
// moves each file to its place with one rename. Throws base::Error for a file that is not an
// extension and for files with which the app would no longer start; nothing is changed then.
int install_extensions(const std::vector<std::string>& files);

// Deletes extensions/NAME.so; asks first unless `yes` is set. Throws base::Error when the extension
// is enabled.
int remove_extension(const std::string& name, bool yes);

}  // namespace carboy::core::cli
