// The configuration of an app in a test.
//
// Thread rule: plain functions.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "core/config/config.h"

namespace carboy::core::test_host {

// `json` has app.toml's tables; those that are not of the host belong to `extensions`, which are
// all enabled. Throws base::Error with every mistake.
config::AppConfig test_config(std::string_view json,
                              const std::set<std::string, std::less<>>& extensions);

}  // namespace carboy::core::test_host
