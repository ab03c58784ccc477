// Lines of the error log that are about a request.
//
// Thread rule: the thread that handles the exchange.
#pragma once

#include <string>

#include "core/app/request_life.h"
#include "core/app/timing/slow_views.h"

namespace carboy::core::host {

// Returns `GET /guestbook/7 500 req=5f3a... "division by zero" (guestbook 1.3.0)`. The path is
// written as the client sent it, percent-encoded and without the query, and `"` and `\` in the
// message are escaped by a backslash, so that neither can forge another part of the line.
std::string fault_line(const app::FaultReport& report);

// Returns
// `GET /report slow 5023 ms, 0 ms in the queue, endpoint=shop.report req=5f3a... (shop 1.3.0)`.
std::string slow_line(const app::SlowView& slow);

}  // namespace carboy::core::host
