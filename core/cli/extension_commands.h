// `carboy ext reload`, `inspect` and `list`, and the commands that extensions add.
//
// Thread rule: the main thread.
#pragma once

#include <string>
#include <vector>

namespace carboy::core::cli {

// Each returns the exit status and throws base::Error when it fails.
int reload_extension(const std::string& name, bool json);
int inspect_extension(const std::string& file, bool json);
// Lists the extensions that run here. When no app runs, or with `available`, lists those of
// app.toml and of the folders.
int list_extensions(bool available, bool json);
// Runs a command of an enabled extension. Returns 2 when no extension has the command.
int run_extension_command(const std::vector<std::string>& words);

}  // namespace carboy::core::cli
