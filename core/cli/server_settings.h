// [server] of app.toml, as the server is told it.
//
// Thread rule: a plain function; what it returns may be called on any thread.
#pragma once

#include <string>
#include <vector>

#include "core/app/config.h"
#include "core/server/server_options.h"

namespace carboy::core::cli {

// `bind`, unless it is empty, is in the place of [server] bind.
server::ServerOptions server_options(const app::AppConfig& config,
                                     const std::vector<std::string>& bind);

}  // namespace carboy::core::cli
