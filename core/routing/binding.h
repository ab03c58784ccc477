// Where an app is reached, as far as URLs depend on it: what Werkzeug's MapAdapter is bound to.
// Each request has one; outside of a request it is made from the configuration.
//
// Thread rule: a value type; all its texts are borrowed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/routing/rule.h"

namespace carboy::core::routing {

struct Binding {
  std::string_view server_name;        // lower case, ASCII; with its port unless it is standard
  std::string_view script_name = "/";  // the path that the app is mounted at
  // If not set, the map's default subdomain. Unused with host matching.
  std::optional<std::string_view> subdomain;
  std::string_view url_scheme = "http";  // http, https, ws, wss; empty builds //host/path
  std::string_view default_method = "GET";
  std::string_view query;  // of the request, undecoded; redirects keep it

  bool is_websocket() const noexcept { return url_scheme == "ws" || url_scheme == "wss"; }
};

// A subdomain that no rule can name.
inline constexpr std::string_view kForeignSubdomain = "<invalid>";

// Returns `host` without the scheme's default port, such as `:443` for https and wss.
std::string_view without_standard_port(std::string_view host, std::string_view scheme) noexcept;

// Returns what precedes `server_name` in `host`: "" if they are equal, kForeignSubdomain if `host`
// is not under `server_name`. REQUIRES: both are lower case, without a default port.
std::string_view subdomain_of(std::string_view host, std::string_view server_name) noexcept;

// Returns the host, or subdomain, that rules are matched against.
std::string_view matched_host(const Binding& binding, const MapOptions& options) noexcept;

// Returns the host of a URL whose rule has `domain` as host or subdomain; if not set, the host of
// the request.
std::string host_for(const Binding& binding, const MapOptions& options,
                     std::optional<std::string_view> domain);

// Returns the absolute URL of a quoted path below the script name, with the binding's query.
std::string redirect_url(const Binding& binding, const MapOptions& options, std::string_view path,
                         std::optional<std::string_view> domain);

}  // namespace carboy::core::routing
