// The folders in which extensions keep their files.
//
// Thread rule: plain function; any thread.
#pragma once

#include <filesystem>
#include <string>

namespace carboy::core::extensions {

// Returns the folder of an extension below the app's data folder, and makes both if they are not
// there, with mode 0700. Throws base::Error if that fails, or if one of them is not a folder of this
// user's.
std::filesystem::path data_folder_of(const std::filesystem::path& data,
                                     const std::string& extension);

}  // namespace carboy::core::extensions
