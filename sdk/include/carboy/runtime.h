// The host behind this library. Not for authors: the face's functions use it.
#pragma once

#include <carboy/abi/host.h>

namespace carboy::detail {

// Set by the host when it starts the extension, before anything else of it runs.
inline constinit abi::Host* host = nullptr;

template <class>
inline constexpr bool always_false = false;

}  // namespace carboy::detail
