// Conditional and range requests: 304, 412, 206 and 416 (RFC 9110, sections 13 and 14).
//
// Thread rule: as the exchange.
#pragma once

#include <cstdint>

#include "core/app/exchange.h"
#include "core/http/range.h"

namespace carboy::core::app {

// The part of a representation that is to be sent.
struct Portion {
  bool is_body_sent = true;  // false for 304, 412 and 416
  http::Slice slice;         // the whole, or the range that was asked for
};

// Compares the request's conditions with the response's ETag and Last-Modified, sets the status and
// header fields, and returns what to send of a body of `length` bytes. Responses with another
// status than 200 stay as they are (RFC 9110, section 13.2.1). With `ranges`, the Range of a GET
// request applies and Accept-Ranges announces it. A request for several ranges gets the whole body,
// which section 14.2 allows.
Portion apply_conditions(Exchange& exchange, std::int64_t length, bool ranges);

// Applies the same to a response and cuts its body. Streams stay as they are.
void make_conditional(Exchange& exchange, bool ranges);

// Sets ETag to the SHA-1 of the body, unless the response has an ETag or is a stream (Werkzeug's
// add_etag).
void add_etag(http::Response& response, bool weak);

}  // namespace carboy::core::app
