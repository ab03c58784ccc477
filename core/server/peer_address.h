// Socket addresses as text.
//
// Thread rule: values and plain functions.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>

namespace carboy::core::server {

struct PeerAddress {
  std::string host;  // "127.0.0.1", "::1", "unix:"
  std::uint16_t port = 0;
  bool secure = false;  // a proxy reports that the client uses TLS
};

// Returns the address and port. An IPv4-mapped IPv6 address is written as IPv4.
PeerAddress describe(const sockaddr_storage& address);

// Returns the address that `fd` is bound to: "127.0.0.1:5000", "[::1]:5000", "unix:/path".
std::string bound_address(int fd);

}  // namespace carboy::core::server
