// `carboy ext reload`, `inspect` and `list`.
//
// Thread rule: the main thread.
#pragma once

#include <string>

namespace carboy::core::cli {

// Each returns the exit status and throws base::Error when it fails.
int reload_extension(const std::string& name, bool json);
int inspect_extension(const std::string& file, bool json);
// Lists the extensions that run here. When no app runs, or with `available`, lists those of
// app.toml and of the folders.
int list_extensions(bool available, bool json);

}  // namespace carboy::core::cli
