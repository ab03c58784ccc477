// The host behind this library. Not for authors: the face's functions use it.
#pragma once

#include <carboy/abi/host.h>

namespace carboy::detail {

// Set by the host when it starts the extension, before anything else of it runs.
inline constinit abi::Host* host = nullptr;

}  // namespace carboy::detail
