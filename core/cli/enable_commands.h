// carboy ext enable, carboy ext disable: which extensions the app of this folder has.
#pragma once

#include <string>

namespace carboy::core::cli {

// Changes the list in app.toml in one step, and prints what is done next. An extension that is
// (not) there already is said and is no failure. Throws base::Error, and app.toml is as it was:
// there is no such extension, or what is enabled then would not fit together.
int enable_extension(const std::string& name);
int disable_extension(const std::string& name);

}  // namespace carboy::core::cli
