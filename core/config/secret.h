// Resolves secrets: values that app.toml refers to, so that not everybody who can read app.toml can
// read them: { env = "NAME", file = "secret.key" }.
//
// Thread rule: plain functions.
#pragma once

#include <string>
#include <vector>

#include "core/base/toml.h"
#include "core/config/config.h"

namespace carboy::core::config {

// Replaces each such table below `tree` by the text of the variable in sources.environment or, if
// there is no such variable, of the file in app.toml's folder, without its final line feed. If
// neither exists, if the file cannot be read, or if others than its owner can read or change it,
// the function appends a mistake and removes the table.
void resolve_secrets(toml::table& tree, const ConfigSources& sources,
                     std::vector<ConfigMistake>& mistakes, Secrets& secrets);

}  // namespace carboy::core::config
