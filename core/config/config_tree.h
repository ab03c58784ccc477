// Builds the tree of an app's configuration from its sources. Each source overrides the ones before
// it: the files that app.toml includes, app.toml itself, a profile, the environment. Every value
// carries its position (toml++'s source).
//
// Thread rule: plain functions.
#pragma once

#include <string>
#include <vector>

#include "core/base/toml.h"
#include "core/config/config.h"

namespace carboy::core::config {

// Returns the tree. Appends what is wrong to `mistakes` and reads the rest all the same.
// - [app] include = ["more.toml"] reads files in the folder of the file that names them; that file
//   may override everything in them.
// - [profile.NAME.TABLE] overrides TABLE if `sources.profile` is NAME. The result contains no
//   profiles.
// - CARBOY_TABLE__KEY=VALUE sets a value. VALUE is read as TOML if it is valid TOML, and is a text
//   otherwise.
// - { env = "NAME", file = "secret.key" } stands for the variable or the file, whichever exists
//   first. The names of such values ("app.secret_key") are added to `secrets`.
toml::table load_tree(const ConfigSources& sources, std::vector<ConfigMistake>& mistakes,
                      Secrets& secrets);

}  // namespace carboy::core::config
