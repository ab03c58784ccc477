// An answer in the light of what the client has already: 304, 412, 206, 416 (RFC 9110, sections 13
// and 14).
//
// Thread rule: as the exchange.
#pragma once

#include <cstdint>

#include "core/app/exchange.h"
#include "core/http/range.h"

namespace carboy::core::app {

// What remains to be sent of a representation.
struct Portion {
  bool is_body_sent = true;  // false: 304, 412, 416
  http::Slice slice;         // all of it, or what a Range asked for
};

// Decides by the request's conditions and the response's ETag and Last-Modified, for an answer of
// status 200 of `length` bytes; sets status and header fields. Other statuses are left alone, as
// RFC 9110 (section 13.2.1) wants. With `ranges` a Range of GET is honoured, and Accept-Ranges
// tells so. Several ranges are answered with the whole, which section 14.2 allows.
Portion apply_conditions(Exchange& exchange, std::int64_t length, bool ranges);

// The same for a response whose body is there: cuts it. Streams are left alone.
void make_conditional(Exchange& exchange, bool ranges);

// Sets ETag to the SHA-1 of the body, unless there is one (Werkzeug's add_etag). Not for streams.
void add_etag(http::Response& response, bool weak);

}  // namespace carboy::core::app
