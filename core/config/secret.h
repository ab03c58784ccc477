// Values that stand elsewhere than in app.toml, because not everybody who reads that may read them:
// { env = "NAME", file = "secret.key" }.
//
// Thread rule: plain functions.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <vector>

#include "core/config/config.h"

namespace carboy::core::config {

// Puts the text of a variable of sources.environment, or else of a file beside app.toml (without
// its final line feed), in the place of each such table below `tree`. A mistake, and the table
// removed: neither is there; the file cannot be read; others than its owner can read or change it.
void resolve_secrets(toml::table& tree, const ConfigSources& sources,
                     std::vector<ConfigMistake>& mistakes, Secrets& secrets);

}  // namespace carboy::core::config
