// `carboy ext enable` and `carboy ext disable`.
//
// Thread rule: the main thread.
#pragma once

#include <string>

namespace carboy::core::cli {

// Each changes the list in app.toml in one step and prints the next step. An extension that is
// already enabled (or not enabled) is reported and is not an error. Both throw base::Error and
// leave app.toml unchanged when there is no such extension, or when the enabled extensions would no
// longer fit together.
int enable_extension(const std::string& name);
int disable_extension(const std::string& name);

}  // namespace carboy::core::cli
