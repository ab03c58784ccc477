// A route's view inside its wrappers.
#pragma once

#include "core/app/exchange.h"
#include "core/app/generation.h"

namespace carboy::core::app {

// Runs the view of the route, through its wrappers from the outermost on. A wrapper whose provider
// is gone is a failure (503): it never opens a route.
Outcome call_wrapped_view(Exchange& exchange, const CompiledRoute& route,
                          CallWrapper call_wrapper) noexcept;

}  // namespace carboy::core::app
