// `carboy ext info NAME`: all that is known of an extension that is there.
//
// Thread rule: extension_info() the main thread; running_info() any that has no frames of an
// extension.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace carboy::core::host {
class RunningApp;
}

namespace carboy::core::cli {

// What its file says (as `ext inspect`), where that is, who requires it, its settings with where
// each comes from (secrets masked), and what of it runs here. Throws base::Error when there is none
// of that name, or its file cannot be used.
int extension_info(const std::string& name, bool json);

// The answer of an app to the control command "info": {ok, version, state, routes, commands},
// or {ok: false, text} when nothing of that name runs.
nlohmann::json running_info(host::RunningApp& running, const std::string& name);

}  // namespace carboy::core::cli
