// `carboy ext info NAME`.
//
// Thread rule: the main thread.
#pragma once

#include <string>

namespace carboy::core::cli {

// Prints the manifest (like `ext inspect`), the path of the file, the extensions that require it,
// its settings with their origins (secrets masked), and its running version. Throws base::Error
// when there is no such extension or its file cannot be used.
int extension_info(const std::string& name, bool json);

}  // namespace carboy::core::cli
