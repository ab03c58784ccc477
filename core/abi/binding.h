// Makes a running extension from a loaded library: the entry symbol, the SDK check, start and stop.
//
// Thread rule: the thread that loads extensions.
#pragma once

#include "core/abi/host_adapter.h"
#include "core/extensions/life/instance.h"

namespace carboy::core::abi {

// Returns the function that extensions::start_extension() binds libraries with.
// REQUIRES: `shared` outlives every instance.
extensions::Bind binder(Shared& shared);

}  // namespace carboy::core::abi
