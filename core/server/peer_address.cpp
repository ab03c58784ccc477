#include "core/server/peer_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <cstddef>
#include <cstring>

namespace carboy::core::server {
namespace {

template <class Address>
Address as(const sockaddr_storage& address) {
  Address typed{};
  std::memcpy(&typed, &address, sizeof typed);
  return typed;
}

std::string text_of(int family, const void* address) {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(family, address, text, sizeof text);
  return text;
}

}  // namespace

PeerAddress describe(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    const auto v4 = as<sockaddr_in>(address);
    return {text_of(AF_INET, &v4.sin_addr), ntohs(v4.sin_port), false};
  }
  if (address.ss_family == AF_INET6) {
    const auto v6 = as<sockaddr_in6>(address);
    const std::uint16_t port = ntohs(v6.sin6_port);
    if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
      return {text_of(AF_INET, &v6.sin6_addr.s6_addr[12]), port, false};
    }
    return {text_of(AF_INET6, &v6.sin6_addr), port, false};
  }
  return {"unix:", 0, false};
}

std::string bound_address(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return "?";
  if (address.ss_family == AF_UNIX) {
    const auto local = as<sockaddr_un>(address);
    const std::size_t room =
        size > offsetof(sockaddr_un, sun_path) ? size - offsetof(sockaddr_un, sun_path) : 0;
    std::string path(local.sun_path, strnlen(local.sun_path, room));
    if (path.empty() && room > 1) path = "@" + std::string(local.sun_path + 1, room - 1);
    return "unix:" + path;
  }
  const PeerAddress bound = describe(address);
  const std::string port = ":" + std::to_string(bound.port);
  return address.ss_family == AF_INET6 ? "[" + bound.host + "]" + port : bound.host + port;
}

}  // namespace carboy::core::server
