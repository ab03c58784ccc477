// `carboy ext info NAME`.
//
// Thread rule: extension_info() on the main thread; running_info() on any thread that does not run
// code of an extension.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace carboy::core::host {
class RunningApp;
}

namespace carboy::core::cli {

// Prints the manifest (like `ext inspect`), the path of the file, the extensions that require it,
// its settings with their origins (secrets masked), and its running version. Throws base::Error
// when there is no such extension or its file cannot be used.
int extension_info(const std::string& name, bool json);

// Returns the answer of an app to the control command "info": {ok, version, state, routes,
// commands}, or {ok: false, text} when no extension of that name runs.
nlohmann::json running_info(host::RunningApp& running, const std::string& name);

}  // namespace carboy::core::cli
