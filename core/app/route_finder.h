// Finds the route of a request in its generation.
//
// Thread rule: as the exchange.
#pragma once

#include <string>

#include "core/app/exchange.h"
#include "core/routing/binding.h"

namespace carboy::core::app {

// Fills in the state's origin, path, query, match and route. If no route matches, early_status is
// the status of the response. An OPTIONS request that no view takes gets the route of the path's
// first rule with automatic_options, and the state's automatic_options is set. Allocates nothing in
// the steady state, except for redirects, 405 and OPTIONS.
void find_route(Exchange& exchange) noexcept;

// Returns the value of Allow for the request's path (RFC 9110, section 10.2.1).
std::string allow_of(Exchange& exchange);

// Returns the address of the app, as the request names it. The result borrows from the exchange and
// its generation.
routing::Binding binding_of(const Exchange& exchange) noexcept;

}  // namespace carboy::core::app
