// The id by which a request is found again in logs, here and at the proxy before us.
#pragma once

#include <string_view>

#include "core/app/exchange.h"

namespace carboy::core::app {

// The exchange's id, made at the first call: the X-Request-Id of a peer that is a trusted proxy,
// when it is 1 to 128 letters, digits and `.`, `_`, `-`, `=`, `+`, `/`, `:`; else 128 random bits
// in hexadecimal. Lives until the request is over.
std::string_view request_id(Exchange& exchange);

// Which answers carry it.
enum class RequestIdAnswer {
  never,
  proxied,  // to a trusted proxy that sent one
  always,
};

// Adds X-Request-Id to the answer, unless the app has set one itself.
void answer_request_id(Exchange& exchange, RequestIdAnswer when);

}  // namespace carboy::core::app
