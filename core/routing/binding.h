// Where an app is reached, as far as URLs depend on it: what Werkzeug's MapAdapter was bound to.
// One is made for each request, or from the configuration where there is none.
//
// Thread rule: a value type; everything in it is borrowed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/routing/rule.h"

namespace carboy::core::routing {

struct Binding {
  std::string_view server_name;        // lower case, ASCII; with its port unless it is standard
  std::string_view script_name = "/";  // the path that the app is mounted at
  // Nothing: the map's default subdomain. Unused with host matching.
  std::optional<std::string_view> subdomain;
  std::string_view url_scheme = "http";  // http, https, ws, wss; empty builds //host/path
  std::string_view default_method = "GET";
  std::string_view query;  // of the request, undecoded: redirects keep it

  bool is_websocket() const noexcept { return url_scheme == "ws" || url_scheme == "wss"; }
};

// What no rule names as its subdomain.
inline constexpr std::string_view kForeignSubdomain = "<invalid>";

// `host` without the port that the scheme has anyway: `example.org:443` for https and wss.
std::string_view without_standard_port(std::string_view host, std::string_view scheme) noexcept;

// What stands before `server_name` in `host`: "" for the same, kForeignSubdomain when host is
// another's. REQUIRES: both are lower case, without a standard port.
std::string_view subdomain_of(std::string_view host, std::string_view server_name) noexcept;

// What rules for hosts are matched against.
std::string_view matched_host(const Binding& binding, const MapOptions& options) noexcept;

// The host of a URL whose rule gave `domain` as host or subdomain; nothing: the request's own.
std::string host_for(const Binding& binding, const MapOptions& options,
                     std::optional<std::string_view> domain);

// The absolute URL of a path (quoted) below the script name, with the binding's query.
std::string redirect_url(const Binding& binding, const MapOptions& options, std::string_view path,
                         std::optional<std::string_view> domain);

}  // namespace carboy::core::routing
