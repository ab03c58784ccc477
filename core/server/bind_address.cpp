#include "core/server/bind_address.h"

#include <arpa/inet.h>
#include <sys/un.h>

#include <charconv>

#include "core/base/error.h"

namespace carboy::core::server {
namespace {

[[noreturn]] void refuse(std::string_view text, const std::string& reason) {
  throw base::Error("\"" + std::string(text) + "\": " + reason);
}

bool read_number(std::string_view digits, unsigned long& number) {
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  return error == std::errc{} && stop == end;
}

std::uint16_t read_port(std::string_view text, std::string_view digits) {
  unsigned long port = 0;
  const bool all_digits =
      !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
  if (!all_digits) refuse(text, "behind the last colon stands the port, a number.");
  if (!read_number(digits, port) || port > 65535) refuse(text, "a port is at most 65535.");
  return static_cast<std::uint16_t>(port);
}

int read_mode(std::string_view text, std::string_view digits) {
  int mode = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, mode, 8);
  if (error != std::errc{} || stop != end || mode < 0 || mode > 0777) {
    refuse(text, "the mode of a socket's file is as of chmod, as in ?mode=0660.");
  }
  return mode;
}

BindAddress unix_socket(std::string_view text, std::string_view path) {
  constexpr std::string_view kMode = "?mode=";
  BindAddress address;
  if (const std::size_t at = path.rfind(kMode); at != std::string_view::npos) {
    address.mode = read_mode(text, path.substr(at + kMode.size()));
    path = path.substr(0, at);
  }
  if (path.empty()) refuse(text, "a path is missing, as in unix:/run/app.sock.");
  constexpr std::size_t kLongest = sizeof(sockaddr_un::sun_path) - 1;
  if (path.size() > kLongest) {
    refuse(text, "the path of a unix socket has at most " + std::to_string(kLongest) +
                     " bytes, this one has " + std::to_string(path.size()) + ".");
  }
  address.kind = BindAddress::Kind::unix_path;
  address.path = path;
  return address;
}

BindAddress inherited(std::string_view text, std::string_view digits) {
  unsigned long number = 0;
  if (!read_number(digits, number) || number > 65535) {
    refuse(text, "fd: is followed by the number of an inherited socket, as in fd:3.");
  }
  BindAddress address;
  address.kind = BindAddress::Kind::descriptor;
  address.descriptor = static_cast<int>(number);
  return address;
}

}  // namespace

BindAddress parse_bind_address(std::string_view text) {
  if (text.starts_with("unix:")) return unix_socket(text, text.substr(5));
  if (text.starts_with("fd:")) return inherited(text, text.substr(3));
  if (text == "systemd") {
    BindAddress address;
    address.kind = BindAddress::Kind::passed;
    return address;
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || text.ends_with(']')) {
    refuse(text, "the port is missing, as in " + std::string(text) + ":5000.");
  }
  BindAddress address;
  address.port = read_port(text, text.substr(colon + 1));
  std::string_view host = text.substr(0, colon);
  in6_addr ignored{};
  if (host.starts_with('[') && host.ends_with(']')) {
    address.kind = BindAddress::Kind::ipv6;
    address.host = host.substr(1, host.size() - 2);
    if (inet_pton(AF_INET6, address.host.c_str(), &ignored) == 1) return address;
    refuse(text, address.host + " is not an IPv6 address.");
  }
  if (host.empty()) refuse(text, "the address is missing; 0.0.0.0 means all of this machine's.");
  address.host = host == "localhost" ? "127.0.0.1" : host;
  if (inet_pton(AF_INET, address.host.c_str(), &ignored) == 1) return address;
  if (host.find(':') != std::string_view::npos) {
    refuse(text, "an IPv6 address stands in brackets, as in [::1]:5000.");
  }
  refuse(text, address.host + " is not an IP address. A server listens on addresses, not names.");
}

}  // namespace carboy::core::server
