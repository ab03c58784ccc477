// `carboy ext install` and `remove`: what changes the files of extensions/.
#pragma once

#include <string>
#include <vector>

namespace carboy::core::cli {

// Checks the files together with what is there, keeps the set that is there now, and puts each in
// its place with one rename. Throws base::Error for a file that is no extension, and for files with
// which the app would not start any more; then nothing was changed.
int install_extensions(const std::vector<std::string>& files);

// Takes extensions/NAME.so away; asks first unless `yes`. Throws base::Error when it is enabled.
int remove_extension(const std::string& name, bool yes);

}  // namespace carboy::core::cli
