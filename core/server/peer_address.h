// Socket addresses as text.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>

namespace carboy::core::server {

struct PeerAddress {
  std::string host;  // "127.0.0.1", "::1", "unix:"
  std::uint16_t port = 0;
  bool secure = false;  // the client speaks TLS, says a proxy
};

// An IPv4 address that came mapped into IPv6 is written as IPv4.
PeerAddress describe(const sockaddr_storage& address);

// What `fd` is bound to: "127.0.0.1:5000", "[::1]:5000", "unix:/path".
std::string bound_address(int fd);

}  // namespace carboy::core::server
