// `carboy config`: checks, shows and describes the configuration.
//
// Thread rule: the main thread.
#pragma once

#include <string>

namespace carboy::core::cli {

// Prints that app.toml is valid, and warnings, and returns 0. Throws base::Error with a report of all mistakes.
int check_config(const std::string& profile);

// Prints each value with its origin: a line of a file, an environment variable, or a default.
// Secrets are masked. Throws like check_config().
int show_config(const std::string& profile, bool json);

// Prints a JSON Schema (2020-12) of app.toml for editors, with carboy's own tables and those of all
// extensions that can be enabled here. Does not need an app.toml.
int print_config_schema();

// Prints all these settings as Markdown.
int print_config_docs();

}  // namespace carboy::core::cli
