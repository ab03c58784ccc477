// Builds the entry of a request for the access log.
//
// Thread rule: as the exchange.
#pragma once

#include "core/access_log/access_line.h"
#include "core/app/application.h"

namespace carboy::core::access_log {

// Builds the entry of a finished exchange; the entry borrows from it. A request whose response
// never began has status 499, as in nginx. Fields that only JSON shows are filled in only for JSON.
// REQUIRES: `sent` is set and the route's owner is held.
AccessEntry entry_of(app::Exchange& exchange, AccessFormat format);
// Builds the entry of a request that the server rejected; the entry borrows from it.
AccessEntry entry_of(const app::RefusedRequest& request);

}  // namespace carboy::core::access_log
