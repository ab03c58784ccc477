// Runs a route's view inside its wrappers.
//
// Thread rule: as the exchange.
#pragma once

#include "core/app/exchange.h"
#include "core/app/generation.h"

namespace carboy::core::app {

// Runs the view of the route through its wrappers, the outermost first. Where the page wrapper
// stands, a stored page may answer instead. If the provider of a wrapper is missing, fails with
// 503, so that a missing wrapper never opens a route.
Outcome call_wrapped_view(Exchange& exchange, const CompiledRoute& route,
                          CallWrapper call_wrapper) noexcept;

}  // namespace carboy::core::app
