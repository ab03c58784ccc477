// The host that a request was sent to, and whether it is trusted, like Werkzeug's get_host and
// host_is_trusted.
//
// Thread rule: plain functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace carboy::core::http {

// Returns whether `host` has only letters, digits, dots and hyphens, or is an IPv6 address in
// brackets; each with or without `:port`.
bool is_host(std::string_view host) noexcept;

// Returns whether `host` is a host and, unless `trusted` is empty, is in that list. Ignores the
// port. `.example.com` matches example.com and its subdomains. Names that are not ASCII are
// compared in their IDNA form. Case matters, as in Werkzeug; unlike there, an IPv6 address is
// compared whole.
bool host_is_trusted(std::string_view host, std::span<const std::string> trusted);

struct ServerAddress {
  std::string_view host;
  std::optional<std::uint16_t> port;  // absent for a unix socket
};

struct HostName {
  std::string text;  // without the port that the scheme implies; empty if it is malformed
  bool is_trusted = true;
};

// Returns the host in the Host header, or without that header (HTTP/1.0) the server's own. The
// caller answers with 400 if the host is not trusted.
HostName host_of(std::string_view scheme, std::optional<std::string_view> host_header,
                 const std::optional<ServerAddress>& server, std::span<const std::string> trusted);

}  // namespace carboy::core::http
