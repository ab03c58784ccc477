// The client of a request and the address it was sent to, as the connection or a trusted proxy
// reports them.
//
// Thread rule: as the exchange.
#pragma once

#include <string>
#include <string_view>

#include "core/app/exchange.h"
#include "core/app/request_options.h"

namespace carboy::core::app {

// A part of RequestState; its strings keep their memory between requests.
struct RequestOrigin {
  std::string client;            // an address without port
  std::string scheme;            // "http" or "https"
  std::string host;              // in lower case, without the scheme's default port
  std::string script_root;       // the path the app is mounted under: "" or "/shop"
  bool is_peer_trusted = false;  // whether the peer is a trusted proxy

  bool is_secure() const noexcept { return scheme == "https"; }
};

// Fills in `origin`. Returns false if the request was sent to a host that the app does not answer
// for, which gets 400.
bool take_origin(const Exchange& exchange, const RequestOptions& options, RequestOrigin& origin);

}  // namespace carboy::core::app
