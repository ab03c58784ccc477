// The PROXY protocol, versions 1 and 2: what a proxy says before the first byte of the connection
// it passes on. https://www.haproxy.org/download/2.6/doc/proxy-protocol.txt
//
// Thread rule: a plain function.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/server/peer_address.h"

namespace carboy::core::server {

struct ProxyHeader {
  enum class Status {
    need_more,  // it is the beginning of one
    complete,
    malformed,  // it is none, or longer than kLongest
  };
  // Version 1 has at most 107 bytes. Version 2 may have 64 KiB of additions; proxies send some
  // hundred bytes of them, and 4 KiB is what nginx takes.
  static constexpr std::size_t kLongest = 4096;

  Status status = Status::need_more;
  std::size_t size = 0;       // of the header, when it is complete
  bool names_client = false;  // else the proxy speaks for itself (UNKNOWN, LOCAL), or of a unix
                              // socket, and the connection's own peer is meant
  PeerAddress client;
};

// Reads the header at the beginning of `bytes`; more may follow it. The same however often it is
// asked while bytes come in.
ProxyHeader parse_proxy_header(std::string_view bytes);

}  // namespace carboy::core::server
