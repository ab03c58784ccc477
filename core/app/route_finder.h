// Finds the route of a request in its generation.
#pragma once

#include <string>

#include "core/app/exchange.h"
#include "core/routing/binding.h"

namespace carboy::core::app {

// Fills in the state's path, query, match and route. Where there is no route, early_status says
// what the answer is. A request with OPTIONS that no view takes gets the route of the path's first
// rule that has automatic_options, and the state says so. Allocates nothing in the steady state but
// for redirects, 405 and OPTIONS.
void find_route(Exchange& exchange) noexcept;

// The value of Allow for the request's path (RFC 9110, section 10.2.1).
std::string allow_of(Exchange& exchange);

// Where the app is reached, by what the request says. Borrows from the exchange and its generation.
routing::Binding binding_of(const Exchange& exchange) noexcept;

}  // namespace carboy::core::app
