// Runs the command of an extension inside the running app, for a client of the control socket.
//
// Thread rule: any thread without frames of an extension; the command runs on a thread of its own.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/extensions/life/host.h"

namespace carboy::core::cli {

// Serves the client behind `socket`, which has sent `request`, until the command has ended. If the
// client leaves, or `stop` becomes readable, the command is cancelled; its output is dropped. A
// swap of the extension waits for the command and then cancels it.
void serve_command(extensions::Host& host, const nlohmann::json& request, int socket, int stop);

}  // namespace carboy::core::cli
