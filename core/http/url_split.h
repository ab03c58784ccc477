// A URL in its five parts (RFC 3986, appendix B), as Python's urlsplit and urlunsplit.
//
// Thread rule: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace carboy::core::http {

// Borrows the URL. Nothing is decoded.
struct UrlParts {
  std::string_view scheme;  // as written
  std::string_view authority;
  std::string_view path, query, fragment;
};

// Never fails: any text has these parts.
UrlParts split_url(std::string_view url) noexcept;

// Whether the text is a scheme (RFC 3986, section 3.1): a letter, then letters, digits, `+-.`.
bool is_scheme(std::string_view text) noexcept;

struct Authority {
  std::string_view user;  // absent (null) when there is none
  std::string_view password;
  std::string_view host;  // without brackets
  bool is_bracketed = false;
  std::optional<std::uint16_t> port;
};

// Nothing when brackets do not match or the port is no number up to 65535.
std::optional<Authority> split_authority(std::string_view text) noexcept;

}  // namespace carboy::core::http
