// The id that identifies a request in the logs of this process and of the proxy in front of it.
//
// Thread rule: as the exchange; RequestIds is immutable and may be used by any thread.
#pragma once

#include <string_view>

#include "core/app/exchange.h"

namespace carboy::core::app {

// Returns the id of the request and makes it at the first call: the X-Request-Id of a peer that is
// a trusted proxy, if it is 1 to 128 letters, digits and `.`, `_`, `-`, `=`, `+`, `/`, `:`;
// otherwise 128 random bits in hexadecimal. The text lives until the request is over.
std::string_view request_id(Exchange& exchange);

// Which responses carry the id.
enum class RequestIdAnswer {
  never,
  proxied,  // those to a trusted proxy that sent one
  always,
};

// The step that adds X-Request-Id to responses.
class RequestIds {
 public:
  explicit RequestIds(RequestIdAnswer when) : when_(when) {}

  bool before(Exchange&) const noexcept { return false; }
  // Adds the field unless the app has set it itself.
  void after(Exchange& exchange) const noexcept;

 private:
  RequestIdAnswer when_;
};

}  // namespace carboy::core::app
