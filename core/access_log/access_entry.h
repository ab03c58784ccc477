// What the access log says of a request.
//
// Thread rule: as the exchange.
#pragma once

#include "core/access_log/access_line.h"
#include "core/app/application.h"

namespace carboy::core::access_log {

// Of an exchange whose `sent` is filled in and whose route's owner is still held. Borrows of it. A
// request whose answer never began has nginx's status for that, 499. What only JSON shows is left
// out for the other formats.
AccessEntry entry_of(app::Exchange& exchange, AccessFormat format);
// Borrows of the request.
AccessEntry entry_of(const app::RefusedRequest& request);

}  // namespace carboy::core::access_log
