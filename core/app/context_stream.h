// A body that is produced inside the request's context (Flask's stream_with_context).
//
// Thread rule: as the exchange.
#pragma once

#include "core/app/request_life.h"

namespace carboy::core::app {

// Wraps the response's stream in a context of its own. The context is pushed before the first piece
// and torn down after the last one, or when the stream is cancelled. Until then the request keeps
// its generation. REQUIRES: the response has a stream.
void keep_context(const LifeOptions& options, const HostSignals& signals,
                  Exchange& exchange) noexcept;

}  // namespace carboy::core::app
