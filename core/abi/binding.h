// From a loaded library to a running extension: the entry symbol, the SDK check, start and stop.
#pragma once

#include "core/abi/host_adapter.h"
#include "core/extensions/life/instance.h"

namespace carboy::core::abi {

// What extensions::start_extension() binds libraries with. `shared` outlives every instance.
extensions::Bind binder(Shared& shared);

}  // namespace carboy::core::abi
