// The tree of an app's configuration, put together from its sources, each over the ones before:
// files that app.toml includes, app.toml itself, a profile, the environment. Every value knows
// where it came from (toml++'s source).
//
// Thread rule: plain functions.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <vector>

#include "core/config/config.h"

namespace carboy::core::config {

// What is wrong is appended to `mistakes`; what can be read is read all the same.
// - [app] include = ["more.toml"]: files beside the one that names them, of which it may change
//   everything.
// - [profile.NAME.TABLE]: laid over TABLE when `sources.profile` is NAME. All profiles are gone
//   from the result.
// - CARBOY_TABLE__KEY=VALUE: VALUE is read as TOML where it is TOML and is text otherwise.
// - { env = "NAME", file = "secret.key" } in the place of a value: the first of the two that is
//   there. The paths of such values ("app.secret_key") are added to `secrets`.
toml::table load_tree(const ConfigSources& sources, std::vector<ConfigMistake>& mistakes,
                      Secrets& secrets);

}  // namespace carboy::core::config
