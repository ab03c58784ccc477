// [server] of app.toml, as the server is told it.
//
// Thread rule: a plain function; what it returns may be called on any thread.
#pragma once

#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/server/server_options.h"

namespace carboy::core::config {

// `bind`, unless it is empty, is in the place of [server] bind.
server::ServerOptions server_options(const config::AppConfig& config,
                                     const std::vector<std::string>& bind);

}  // namespace carboy::core::config
