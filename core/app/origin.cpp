#include "core/app/origin.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "core/base/ascii.h"
#include "core/http/header_text.h"
#include "core/http/host_name.h"

namespace carboy::core::app {
namespace {

void apply_forwarded(const Exchange& exchange, const http::ForwardedCounts& counts,
                     RequestOrigin& origin) {
  http::Origin told{origin.client, origin.scheme, origin.host, "", origin.script_root};
  http::apply_forwarded(exchange.head.fields, counts, told);
  origin.client = std::move(told.client);
  if (told.scheme == "http" || told.scheme == "https") origin.scheme = std::move(told.scheme);
  origin.host = std::move(told.host);
  origin.script_root = std::move(told.prefix);
  while (origin.script_root.ends_with('/')) origin.script_root.pop_back();
}

void drop_standard_port(RequestOrigin& origin) {
  const std::string_view port = origin.is_secure() ? ":443" : ":80";
  if (origin.host.ends_with(port)) origin.host.erase(origin.host.rfind(':'));
}

}  // namespace

bool take_origin(const Exchange& exchange, const RequestOptions& options, RequestOrigin& origin) {
  origin.client.assign(exchange.peer.address);
  origin.scheme.assign(exchange.peer.secure ? "https" : "http");
  origin.host.assign(http::find(exchange.head.fields, "host").value_or(""));
  origin.script_root.clear();
  origin.is_peer_trusted =
      !options.proxies.empty() && options.proxies.contains(exchange.peer.address);
  if (origin.is_peer_trusted) apply_forwarded(exchange, options.forwarded, origin);
  std::transform(origin.host.begin(), origin.host.end(), origin.host.begin(), base::to_lower);
  drop_standard_port(origin);
  if (options.trusted_hosts.empty() && !origin.is_peer_trusted) return true;
  return origin.host.empty() ? options.trusted_hosts.empty()
                             : http::host_is_trusted(origin.host, options.trusted_hosts);
}

}  // namespace carboy::core::app
