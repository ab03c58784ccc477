// `carboy new` and `carboy ext new`, which create folders to start from.
//
// Thread rule: the main thread.
#pragma once

#include <string>

namespace carboy::core::cli {

// Creates the folder `name` with an app that runs. Throws base::Error when the folder exists or the
// name is not allowed; nothing is created then.
int new_app(const std::string& name);

// Creates the folder `name` with an extension that builds, passes its tests and loads. Throws like
// new_app().
int new_extension(const std::string& name);

}  // namespace carboy::core::cli
