// What proxies report about a request, in X-Forwarded-For, -Proto, -Host, -Port and -Prefix (as in
// Werkzeug's ProxyFix) or in Forwarded (RFC 7239), and which peers are trusted to report it.
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

// The number of proxies that add to each header. The value is taken that many from the right, so a
// value that the client sent is never used. A header is ignored if its number is 0, or if it has
// fewer values than that.
struct ForwardedCounts {
  unsigned x_for = 1, x_proto = 1, x_host = 0, x_port = 0, x_prefix = 0;
  unsigned standard = 0;  // Forwarded (RFC 7239); a request that has it needs no other header
};

// Where a request came from, and what it was sent to.
struct Origin {
  std::string client;       // the address of the peer
  std::string scheme;       // "http" or "https"
  std::string host;         // the Host header; empty without one
  std::string server_port;  // of the listener
  std::string prefix;       // the path the app is mounted at: "" or "/app"
};

// Replaces what the headers report. REQUIRES: the peer is a trusted proxy. Ignores a malformed
// scheme (RFC 3986, section 3.1) and a malformed element of Forwarded. Leaves the client as it is
// if Forwarded calls it "unknown" or hides it ("_x"). Removes brackets and port from a client. Does
// not check the host; see host_name.h.
void apply_forwarded(std::span<const Field> fields, const ForwardedCounts& counts, Origin& origin);

// The peers that are trusted to report where a request came from.
class TrustedProxies {
 public:
  // Adds a proxy: "127.0.0.1", "10.0.0.0/8", "2001:db8::/32", or "unix:" for every client of a unix
  // socket. Returns what is wrong with other text: `"10.0.0.1/8" has bits set after its first 8:
  // did you mean "10.0.0.0/8"?`.
  std::optional<std::string> add(std::string_view text);

  // Returns whether a peer is trusted. `peer` is an address as the server writes it: "127.0.0.1",
  // "::1", or text that begins with "unix:". An IPv4-mapped IPv6 address (::ffff:127.0.0.1) matches
  // as IPv4.
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
