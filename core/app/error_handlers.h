// Which handler answers for a failure.
#pragma once

#include "core/app/failure.h"
#include "core/app/generation.h"

namespace carboy::core::app {

// The handler for the failure of a request at that level; its members are null for none. As Flask's
// _find_error_handler: an HTTP error by its status, from the innermost blueprint to the app; then
// every error by its ids, its own before those it is a case of, again from the inside out; so that
// a handler of the app for 403 comes before a blueprint's for all HTTP errors. An error with a
// status below 500 that is no HTTP error is found by its ids first.
Owned<ErrorHandler> find_error_handler(const CompiledBlueprint& level,
                                       const Failure& failure) noexcept;

}  // namespace carboy::core::app
