// The host a request was sent to, and whether it may have been (Werkzeug's get_host and
// host_is_trusted).
//
// Thread rule: plain functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace carboy::core::http {

// Letters, digits, dots and hyphens, or an IPv6 address in brackets; with or without `:port`.
bool is_host(std::string_view host) noexcept;

// Whether it is a host and, with a list, one of it. The port does not matter. `.example.com` stands
// for example.com and all below it; names beyond ASCII are compared in their IDNA form. Case
// matters, as in Werkzeug; unlike there, all of an IPv6 address is compared.
bool host_is_trusted(std::string_view host, std::span<const std::string> trusted);

struct ServerAddress {
  std::string_view host;
  std::optional<std::uint16_t> port;  // none for a unix socket
};

struct HostName {
  std::string text;  // without the port that the scheme implies; empty for one that is no host
  bool is_trusted = true;
};

// The Host header's, or without one (HTTP/1.0) the server's own. Not trusted: the answer is 400.
HostName host_of(std::string_view scheme, std::optional<std::string_view> host_header,
                 const std::optional<ServerAddress>& server, std::span<const std::string> trusted);

}  // namespace carboy::core::http
