// Why an app was started.
//
// Thread rule: constants.
#pragma once

#include <cstdint>

namespace carboy::core::app {

// run and serve answer requests from sockets; command runs one command or one local request.
enum class RunMode : std::uint8_t { run, serve, command, check, test };

}  // namespace carboy::core::app
