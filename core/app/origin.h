// Where a request came from and what it was sent to: of the connection, or as a trusted proxy says.
//
// Thread rule: as the exchange.
#pragma once

#include <string>
#include <string_view>

#include "core/app/exchange.h"
#include "core/app/request_options.h"

namespace carboy::core::app {

// Held by RequestState; its strings keep their memory between requests.
struct RequestOrigin {
  std::string client;            // an address without port
  std::string scheme;            // "http" or "https"
  std::string host;              // in lower case, without the scheme's own port
  std::string script_root;       // the path the app is mounted under: "" or "/shop"
  bool is_peer_trusted = false;  // a proxy that is believed

  bool is_secure() const noexcept { return scheme == "https"; }
};

// Fills it in. False when the request was sent to a host that is none of the app's: the answer is
// 400.
bool take_origin(const Exchange& exchange, const RequestOptions& options, RequestOrigin& origin);

}  // namespace carboy::core::app
