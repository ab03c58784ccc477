#include "core/http/host_name.h"

#include <algorithm>

#include "core/base/ascii.h"
#include "core/http/idna.h"

namespace carboy::core::http {
namespace {

// Removes the port from a host. Keeps brackets.
std::string_view without_port(std::string_view host) noexcept {
  if (host.starts_with('[')) return host.substr(0, std::min(host.find(']'), host.size() - 1) + 1);
  return host.substr(0, host.find(':'));
}

bool is_name(std::string_view name) noexcept {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return base::is_letter(c) || base::is_digit(c) || c == '.' || c == '-';
  });
}

// Returns whether the text is `[hex*:...]` with at least one character after the first colon.
bool is_bracketed_address(std::string_view text) noexcept {
  if (text.size() < 4 || text.front() != '[' || text.back() != ']') return false;
  const std::string_view inside = text.substr(1, text.size() - 2);
  const std::size_t colon = inside.find(':');
  return colon != std::string_view::npos && colon + 1 < inside.size() &&
         std::all_of(inside.begin(), inside.begin() + static_cast<std::ptrdiff_t>(colon),
                     base::is_hex_digit) &&
         std::all_of(inside.begin() + static_cast<std::ptrdiff_t>(colon), inside.end(),
                     [](char c) { return base::is_hex_digit(c) || c == ':' || c == '.'; });
}

bool is_either(std::string_view scheme, std::string_view plain, std::string_view web) noexcept {
  return scheme == plain || scheme == web;
}

}  // namespace

bool is_host(std::string_view host) noexcept {
  const std::string_view name = without_port(host);
  const std::string_view port = host.substr(name.size());
  const bool has_good_port =
      port.empty() || (port.size() > 1 && port.front() == ':' &&
                       std::all_of(port.begin() + 1, port.end(), base::is_digit));
  return has_good_port && (is_name(name) || is_bracketed_address(name));
}

bool host_is_trusted(std::string_view host, std::span<const std::string> trusted) {
  if (!is_host(host)) return false;
  if (trusted.empty()) return true;
  const std::string_view name = without_port(host);
  for (std::string_view text : trusted) {
    const bool with_subdomains = text.starts_with('.');
    if (with_subdomains) text.remove_prefix(1);
    const std::optional<std::string> reference = idna_encoded(without_port(text));
    if (!reference || reference->empty()) continue;
    if (name == *reference) return true;
    if (with_subdomains && name.size() > reference->size() && name.ends_with(*reference) &&
        name[name.size() - reference->size() - 1] == '.') {
      return true;
    }
  }
  return false;
}

HostName host_of(std::string_view scheme, std::optional<std::string_view> host_header,
                 const std::optional<ServerAddress>& server, std::span<const std::string> trusted) {
  HostName host;
  if (host_header) {
    host.text = *host_header;
  } else if (server && server->port) {
    const bool needs_brackets =
        server->host.find(':') != std::string_view::npos && !server->host.starts_with('[');
    host.text = needs_brackets ? "[" + std::string(server->host) + "]" : std::string(server->host);
    host.text += ':' + std::to_string(*server->port);
  } else {
    return host;
  }
  const std::string_view implied = is_either(scheme, "http", "ws")     ? ":80"
                                   : is_either(scheme, "https", "wss") ? ":443"
                                                                       : "";
  if (host.text.ends_with(implied)) host.text.erase(host.text.size() - implied.size());
  if (host_is_trusted(host.text, trusted)) return host;
  return {{}, trusted.empty()};
}

}  // namespace carboy::core::http
