// `carboy ext reload`, `inspect` and `list`.
//
// Thread rule: the main thread.
#pragma once

#include <string>
#include <vector>

namespace carboy::core::cli {

// Each returns the exit status and throws base::Error when it fails.
int reload_extensions(const std::vector<std::string>& names, bool json);
// Makes the running app read its configuration again.
int reread_configuration();
int inspect_extension(const std::string& file, bool json);
// Lists the extensions that run here. When no app runs, or with `available`, lists those of
// app.toml and of the folders.
int list_extensions(bool available, bool json);

}  // namespace carboy::core::cli
