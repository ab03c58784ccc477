// The host, as the functions of the C++ API reach it.
#pragma once

#include <carboy/abi/host.h>

namespace carboy::detail {

// Set when the host starts the extension, before any other code of the extension runs.
inline constinit abi::Host* host = nullptr;

}  // namespace carboy::detail
