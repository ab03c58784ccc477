// Finds the error handler for a failure.
//
// Thread rule: plain functions.
#pragma once

#include "core/app/failure.h"
#include "core/app/generation.h"

namespace carboy::core::app {

// Returns the handler for a failure of a request at that level, with null members if there is none.
// The order is that of Flask's _find_error_handler. An HTTP error is looked up by its status, from
// the innermost blueprint to the app, and then, like every other error, by its ids, the most
// specific id first, again from the innermost blueprint to the app. So a handler of the app for 403
// comes before a blueprint's handler for all HTTP errors. An error with a status below 500 that is
// not an HTTP error is looked up by its ids first.
Owned<ErrorHandler> find_error_handler(const CompiledBlueprint& level,
                                       const Failure& failure) noexcept;

}  // namespace carboy::core::app
