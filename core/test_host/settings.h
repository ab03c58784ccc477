// The configuration of an app in a test.
//
// Thread rule: a plain function; any thread.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "core/config/config.h"

namespace carboy::core::test_host {

// Returns a configuration that enables all of `extensions`. `json` has the tables of app.toml:
// those of the host and those of the extensions. Throws base::Error with every mistake.
config::AppConfig test_config(std::string_view json,
                              const std::set<std::string, std::less<>>& extensions);

}  // namespace carboy::core::test_host
