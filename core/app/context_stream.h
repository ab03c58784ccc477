// A body that is made inside its request's context (Flask's stream_with_context).
#pragma once

#include "core/app/request_life.h"

namespace carboy::core::app {

// Puts the response's stream inside a context of its own, which is pushed before the first piece
// and torn down behind the last one, or when nobody reads any more. Until then the request keeps
// its generation. REQUIRES: the response has a stream.
void keep_context(const LifeOptions& options, const HostSignals& signals,
                  Exchange& exchange) noexcept;

}  // namespace carboy::core::app
