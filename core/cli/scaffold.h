// `carboy new` and `carboy ext new`: folders to begin with.
#pragma once

#include <string>

namespace carboy::core::cli {

// Makes the folder `name` here, with an app that runs. Throws base::Error when there is such a
// folder, or the name is none , or the name is none; then nothing was made.
int new_app(const std::string& name);

// Makes the folder `name` here, with an extension that builds, passes its tests and loads as it is.
// Throws as new_app.
int new_extension(const std::string& name);

}  // namespace carboy::core::cli
