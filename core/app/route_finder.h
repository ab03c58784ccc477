// Finds the route of a request in its generation.
#pragma once

#include "core/app/exchange.h"
#include "core/routing/binding.h"

namespace carboy::core::app {

// Fills in the state's path, query, match and route. Where there is no route, early_status says
// what the answer is, and a redirect, Allow or OPTIONS answer is made in exchange.response.
// Allocates nothing in the steady state unless it answers itself.
void find_route(Exchange& exchange) noexcept;

// Where the app is reached, by what the request says. Borrows from the exchange.
routing::Binding binding_of(const Exchange& exchange) noexcept;

}  // namespace carboy::core::app
