// `carboy ext ...`, and the commands that extensions bring.
#pragma once

#include <string>
#include <vector>

namespace carboy::core::cli {

// Each returns the exit status and throws base::Error with what went wrong.
int reload_extension(const std::string& name, bool json);
int inspect_extension(const std::string& file, bool json);
// What runs here, or, when nothing runs or `available`, what app.toml and the folders say.
int list_extensions(bool available, bool json);
// A command of an enabled extension; nothing when there is none of that name.
int run_extension_command(const std::vector<std::string>& words);

}  // namespace carboy::core::cli
