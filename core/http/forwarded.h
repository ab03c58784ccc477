// What proxies in front say about a request: X-Forwarded-For, -Proto, -Host, -Port, -Prefix, as
// Werkzeug's ProxyFix, or Forwarded (RFC 7239), and which peers may say it.
//
// Thread rule: const functions may be called from any thread at once.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/fields.h"

namespace carboy::core::http {

// How many proxies add to each header. The value taken is that many from the right, so what the
// client itself sent is never taken; 0 ignores the header, and so do fewer values than that.
struct ForwardedCounts {
  unsigned x_for = 1, x_proto = 1, x_host = 0, x_port = 0, x_prefix = 0;
  unsigned standard = 0;  // Forwarded, RFC 7239; where it is there, it goes before the others
};

// Where a request came from and what it was sent to.
struct Origin {
  std::string client;       // the address of the peer
  std::string scheme;       // "http" or "https"
  std::string host;         // the Host header; empty when there is none
  std::string server_port;  // of the address that was listened on
  std::string prefix;       // the path the app is mounted at: "" or "/app"
};

// Replaces what the headers say otherwise. Call it only when the peer is a trusted proxy. A scheme
// that is none (RFC 3986, section 3.1) is ignored; the host is not checked: see host_name.h. Of
// Forwarded an element that is malformed says nothing; a client that is "unknown" or hidden ("_x")
// stays who it was; brackets and port of a client are taken off.
void apply_forwarded(std::span<const Field> fields, const ForwardedCounts& counts, Origin& origin);

// The peers that are believed.
class TrustedProxies {
 public:
  // Adds "127.0.0.1", "10.0.0.0/8", "2001:db8::/32", or "unix:" for whoever connects to a unix
  // socket. Otherwise says what is wrong: `"10.0.0.1/8" has bits set beyond its 8: did you mean
  // "10.0.0.0/8"?`.
  std::optional<std::string> add(std::string_view text);

  // `peer` is an address as the server writes it: "127.0.0.1", "::1", "unix:" with or without more.
  // An IPv4 address in IPv6 clothes (::ffff:127.0.0.1) is that IPv4 address.
  bool contains(std::string_view peer) const noexcept;
  bool empty() const noexcept { return networks_.empty() && !has_unix_; }

 private:
  struct Network {
    std::array<std::uint8_t, 16> address;  // IPv4 as ::ffff:a.b.c.d
    unsigned bits;                         // of the 128
  };
  std::vector<Network> networks_;
  bool has_unix_ = false;
};

}  // namespace carboy::core::http
