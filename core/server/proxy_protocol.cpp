#include "core/server/proxy_protocol.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>

namespace carboy::core::server {
namespace {

using Status = ProxyHeader::Status;
constexpr std::string_view kSignature1 = "PROXY ";
constexpr std::string_view kSignature2("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t kLongest1 = 107;
constexpr std::size_t kFixed2 = 16;

ProxyHeader malformed() {
  ProxyHeader header;
  header.status = Status::malformed;
  return header;
}

// Removes and returns the text up to the next space, or up to the end.
std::string_view next_word(std::string_view& line) {
  const std::size_t space = line.find(' ');
  const std::string_view word = line.substr(0, space);
  line.remove_prefix(space == std::string_view::npos ? line.size() : space + 1);
  return word;
}

// Returns the address as inet_ntop writes it, or nothing if `text` is not an address.
std::optional<std::string> address_of(int family, std::string_view text) {
  const std::string terminated(text);
  std::array<std::uint8_t, 16> bytes{};
  if (terminated.find('\0') != std::string::npos ||
      ::inet_pton(family, terminated.c_str(), bytes.data()) != 1) {
    return std::nullopt;
  }
  std::array<char, INET6_ADDRSTRLEN> written{};
  ::inet_ntop(family, bytes.data(), written.data(), written.size());
  return written.data();
}

// Section 2.1: no leading zeroes.
std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool has_zeroes = text.size() > 1 && text.front() == '0';
  if (error != std::errc() || end != text.data() + text.size() || has_zeroes) return std::nullopt;
  return port;
}

// Reads "TCP4 192.0.2.1 192.0.2.2 56324 443".
ProxyHeader read_line(std::string_view line, std::size_t size) {
  ProxyHeader header;
  header.size = size;
  header.status = Status::complete;
  const std::string_view protocol = next_word(line);
  if (protocol == "UNKNOWN") return header;
  if (protocol != "TCP4" && protocol != "TCP6") return malformed();
  const int family = protocol == "TCP4" ? AF_INET : AF_INET6;
  const auto source = address_of(family, next_word(line));
  const auto destination = address_of(family, next_word(line));
  const auto source_port = port_of(next_word(line));
  const bool has_four = !line.empty();
  const auto destination_port = port_of(line);
  if (!source || !destination || !source_port || !destination_port || !has_four) return malformed();
  header.names_client = true;
  header.client.host = *source;
  header.client.port = *source_port;
  return header;
}

ProxyHeader parse_version_1(std::string_view bytes) {
  const std::string_view line = bytes.substr(0, kLongest1);
  const std::size_t end = line.find('\r');
  if (end == std::string_view::npos) return bytes.size() >= kLongest1 ? malformed() : ProxyHeader{};
  if (end + 1 == line.size()) return end + 1 >= kLongest1 ? malformed() : ProxyHeader{};
  if (line[end + 1] != '\n') return malformed();
  return read_line(line.substr(kSignature1.size(), end - kSignature1.size()), end + 2);
}

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

std::size_t two_bytes_at(std::string_view bytes, std::size_t at) {
  return std::size_t{byte_at(bytes, at)} << 8U | byte_at(bytes, at + 1);
}

// Section 2.2.7. The lowest bit in the first byte of PP2_TYPE_SSL means that the client uses TLS.
bool has_tls(std::string_view additions, bool& is_well_formed) {
  constexpr std::uint8_t kTls = 0x20;
  bool found = false;
  while (!additions.empty()) {
    is_well_formed = additions.size() >= 3 && additions.size() - 3 >= two_bytes_at(additions, 1);
    if (!is_well_formed) return false;
    const std::string_view value = additions.substr(3, two_bytes_at(additions, 1));
    if (byte_at(additions, 0) == kTls && value.size() >= 5) {
      found = found || (byte_at(value, 0) & 1U) != 0;
    }
    additions.remove_prefix(3 + value.size());
  }
  return found;
}

PeerAddress binary_address(int family, std::string_view addresses) {
  const std::size_t each = family == AF_INET ? 4 : 16;
  sockaddr_storage storage{};
  if (family == AF_INET) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    std::memcpy(&v4.sin_addr, addresses.data(), each);
    std::memcpy(&v4.sin_port, addresses.data() + 2 * each, 2);
    std::memcpy(&storage, &v4, sizeof v4);
  } else {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    std::memcpy(&v6.sin6_addr, addresses.data(), each);
    std::memcpy(&v6.sin6_port, addresses.data() + 2 * each, 2);
    std::memcpy(&storage, &v6, sizeof v6);
  }
  return describe(storage);
}

// Reads what follows the fixed part: addresses by their family, then additions.
ProxyHeader read_binary(std::uint8_t command, std::uint8_t family, std::string_view rest) {
  constexpr std::uint8_t kLocal = 0x20, kProxy = 0x21;
  constexpr std::uint8_t kStream4 = 0x11, kStream6 = 0x21, kStreamUnix = 0x31;
  ProxyHeader header;
  header.status = Status::complete;
  header.size = kFixed2 + rest.size();
  if (command == kLocal) return header;
  if (command != kProxy) return malformed();
  std::size_t addresses = 0;
  if (family == kStream4) addresses = 12;
  if (family == kStream6) addresses = 36;
  if (family == kStreamUnix) addresses = 216;
  if (family == 0 || (addresses == 0 && (family & 0x0fU) <= 2 && family >> 4U <= 3)) return header;
  if (addresses == 0 || rest.size() < addresses) return malformed();
  bool is_well_formed = true;
  header.client.secure = has_tls(rest.substr(addresses), is_well_formed);
  if (!is_well_formed) return malformed();
  if (family == kStreamUnix) return header;
  const bool secure = header.client.secure;
  header.client = binary_address(family == kStream4 ? AF_INET : AF_INET6, rest);
  header.client.secure = secure;
  header.names_client = true;
  return header;
}

ProxyHeader parse_version_2(std::string_view bytes) {
  if (bytes.size() > 12 && byte_at(bytes, 12) >> 4U != 2) return malformed();
  if (bytes.size() < kFixed2) return {};
  const std::size_t length = two_bytes_at(bytes, 14);
  if (kFixed2 + length > ProxyHeader::kLongest) return malformed();
  if (bytes.size() < kFixed2 + length) return {};
  return read_binary(byte_at(bytes, 12), byte_at(bytes, 13), bytes.substr(kFixed2, length));
}

}  // namespace

ProxyHeader parse_proxy_header(std::string_view bytes) {
  if (bytes.substr(0, kSignature1.size()) == kSignature1) return parse_version_1(bytes);
  if (bytes.substr(0, kSignature2.size()) == kSignature2) return parse_version_2(bytes);
  const bool may_become_one = kSignature1.starts_with(bytes) || kSignature2.starts_with(bytes);
  return may_become_one ? ProxyHeader{} : malformed();
}

}  // namespace carboy::core::server
