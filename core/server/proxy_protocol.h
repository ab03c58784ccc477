// The PROXY protocol, versions 1 and 2: the header in which a proxy names the client before the
// client's first byte. https://www.haproxy.org/download/2.6/doc/proxy-protocol.txt
//
// Thread rule: a plain function.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/server/peer_address.h"

namespace carboy::core::server {

struct ProxyHeader {
  enum class Status {
    need_more,  // the bytes are the beginning of a header
    complete,
    malformed,  // the bytes are anything else, or the header is longer than kLongest
  };
  // Version 1 has at most 107 bytes. Version 2 may have 64 KiB of additions, but proxies send a few
  // hundred bytes of them, and nginx accepts 4 KiB.
  static constexpr std::size_t kLongest = 4096;

  Status status = Status::need_more;
  std::size_t size = 0;  // of the complete header
  // False if the client is the connection's own peer: the proxy connects for itself (UNKNOWN,
  // LOCAL) or for the client of a unix socket.
  bool names_client = false;
  PeerAddress client;
};

// Reads the header at the beginning of `bytes`; other bytes may follow it. It keeps no state, so it
// can be called again with more bytes.
ProxyHeader parse_proxy_header(std::string_view bytes);

}  // namespace carboy::core::server
