#include "core/http/forwarded.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "core/base/ascii.h"
#include "core/http/header_text.h"
#include "core/http/url_split.h"

namespace carboy::core::http {
namespace {

constexpr std::size_t kMaxAddress = 64;
constexpr unsigned kV4Bits = 96;  // of ::ffff:0:0/96

// Joins the values of all fields of that name into one list.
std::string joined_list(std::span<const Field> fields, std::string_view name) {
  std::string list;
  for (const Field& field : fields) {
    if (!same_name(field.name, name)) continue;
    if (!list.empty()) list += ',';
    list += field.value;
  }
  return list;
}

// Returns the value `count` from the right, or empty text if there are fewer.
std::string from_the_right(std::span<const Field> fields, std::string_view name, unsigned count) {
  if (count == 0) return {};
  const std::string list = joined_list(fields, name);
  std::vector<std::string_view> items;
  ListItems reader(list);
  for (std::string_view item; reader.next(item);) items.push_back(item);
  return items.size() < count ? std::string() : unquoted_value(items[items.size() - count]);
}

std::string_view without_last_port(std::string_view host) noexcept {
  const std::size_t colon = host.rfind(':');
  return colon == std::string_view::npos || host.ends_with(']') ? host : host.substr(0, colon);
}

using Address = std::array<std::uint8_t, 16>;

// Parses an address; IPv4 becomes ::ffff:a.b.c.d, and sets `is_v4`.
std::optional<Address> parse_address(std::string_view text, bool& is_v4) noexcept {
  char terminated[kMaxAddress];
  if (text.size() >= sizeof terminated) return std::nullopt;
  std::copy(text.begin(), text.end(), terminated);
  terminated[text.size()] = '\0';
  if (std::strlen(terminated) != text.size()) return std::nullopt;
  Address address{};
  is_v4 = ::inet_pton(AF_INET, terminated, address.data() + 12) == 1;
  if (is_v4) {
    address[10] = address[11] = 0xFF;
    return address;
  }
  if (::inet_pton(AF_INET6, terminated, address.data()) != 1) return std::nullopt;
  return address;
}

std::string written(const Address& address, bool is_v4) {
  char text[INET6_ADDRSTRLEN] = "";
  ::inet_ntop(is_v4 ? AF_INET : AF_INET6, address.data() + (is_v4 ? 12 : 0), text, sizeof text);
  return text;
}

Address masked(const Address& address, unsigned bits) noexcept {
  Address result{};
  for (unsigned i = 0; i < result.size(); ++i) {
    const unsigned kept = std::min(bits > i * 8 ? bits - i * 8 : 0U, 8U);
    result[i] = static_cast<std::uint8_t>(address[i] & (0xFF00U >> kept));
  }
  return result;
}

std::string is_no_network(std::string_view text) {
  return "\"" + std::string(text) +
         "\" is not the address of a proxy. Write 127.0.0.1, 10.0.0.0/8, 2001:db8::/32 or unix:.";
}

// Splits at semicolons that are not in a quoted string.
std::vector<std::string_view> pairs_of(std::string_view element) {
  std::vector<std::string_view> pairs;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < element.size(); ++i) {
    if (quoted && element[i] == '\\') {
      ++i;
    } else if (element[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && element[i] == ';') {
      pairs.push_back(element.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  pairs.push_back(element.substr(begin));
  return pairs;
}

// Returns the address of a node (RFC 7239, section 6), or empty text without one.
std::string address_of_node(std::string_view node) {
  if (node.starts_with('[')) {
    const std::size_t end = node.find(']');
    node = end == std::string_view::npos ? std::string_view() : node.substr(1, end - 1);
  } else {
    node = node.substr(0, node.find(':'));
  }
  bool is_v4 = false;
  return parse_address(node, is_v4) ? std::string(node) : std::string();
}

// An element of Forwarded (RFC 7239, section 4).
struct Forwarded {
  std::string client, scheme, host;
};

// Returns the element `count` from the right, or an empty one if it is malformed.
Forwarded forwarded_from_the_right(std::string_view list, unsigned count) {
  std::vector<std::string_view> elements;
  ListItems reader(list);
  for (std::string_view item; reader.next(item);) elements.push_back(item);
  if (elements.size() < count) return {};
  Forwarded found;
  for (const std::string_view pair : pairs_of(elements[elements.size() - count])) {
    const std::string_view item = trimmed(pair);
    const std::size_t equals = item.find('=');
    if (item.empty()) continue;
    if (equals == std::string_view::npos) return {};
    const std::string value = unquoted_value(item.substr(equals + 1));
    const std::string_view name = item.substr(0, equals);
    if (same_name(name, "for")) found.client = address_of_node(value);
    if (same_name(name, "proto")) found.scheme = value;
    if (same_name(name, "host")) found.host = value;
  }
  return found;
}

void take_host(const std::string& host, Origin& origin) {
  origin.host = host;
  const std::string_view name = without_last_port(host);
  if (name.size() < host.size()) origin.server_port = host.substr(name.size() + 1);
}

}  // namespace

void apply_forwarded(std::span<const Field> fields, const ForwardedCounts& counts, Origin& origin) {
  if (counts.standard > 0) {
    const std::string list = joined_list(fields, "Forwarded");
    if (!list.empty()) {
      const Forwarded element = forwarded_from_the_right(list, counts.standard);
      if (!element.client.empty()) origin.client = element.client;
      if (is_scheme(element.scheme)) origin.scheme = element.scheme;
      if (!element.host.empty()) take_host(element.host, origin);
      return;
    }
  }
  const std::string client = from_the_right(fields, "X-Forwarded-For", counts.x_for);
  const std::string scheme = from_the_right(fields, "X-Forwarded-Proto", counts.x_proto);
  const std::string host = from_the_right(fields, "X-Forwarded-Host", counts.x_host);
  const std::string port = from_the_right(fields, "X-Forwarded-Port", counts.x_port);
  const std::string prefix = from_the_right(fields, "X-Forwarded-Prefix", counts.x_prefix);
  if (!client.empty()) origin.client = client;
  if (is_scheme(scheme)) origin.scheme = scheme;
  if (!host.empty()) take_host(host, origin);
  if (!port.empty()) {
    if (!origin.host.empty())
      origin.host = std::string(without_last_port(origin.host)) + ':' + port;
    origin.server_port = port;
  }
  if (!prefix.empty()) origin.prefix = prefix;
}

std::optional<std::string> TrustedProxies::add(std::string_view text) {
  if (text == "unix:") {
    has_unix_ = true;
    return std::nullopt;
  }
  const std::size_t slash = std::min(text.find('/'), text.size());
  bool is_v4 = false;
  const std::optional<Address> address = parse_address(text.substr(0, slash), is_v4);
  if (!address) return is_no_network(text);
  const unsigned all = is_v4 ? 32 : 128;
  unsigned bits = all;
  if (slash < text.size()) {
    const std::string_view digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc() || end != digits.data() + digits.size()) return is_no_network(text);
    if (bits > all) {
      return "\"" + std::string(text) + "\": the number after the slash must be at most " +
             std::to_string(all) + ".";
    }
  }
  const Network network{*address, is_v4 ? bits + kV4Bits : bits};
  const Address first = masked(network.address, network.bits);
  if (first != network.address) {
    return "\"" + std::string(text) + "\" has bits set after its first " + std::to_string(bits) +
           ": did you mean \"" + written(first, is_v4) + "/" + std::to_string(bits) + "\"?";
  }
  networks_.push_back(network);
  return std::nullopt;
}

bool TrustedProxies::contains(std::string_view peer) const noexcept {
  if (peer.starts_with("unix:")) return has_unix_;
  bool is_v4 = false;
  const std::optional<Address> address = parse_address(peer, is_v4);
  return address && std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
           return masked(*address, network.bits) == network.address;
         });
}

}  // namespace carboy::core::http
