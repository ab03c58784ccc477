// Splits a URL into its five parts (RFC 3986, appendix B), like Python's urlsplit.
//
// Thread rule: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace carboy::core::http {

// The parts of a URL, which they borrow. They are not decoded.
struct UrlParts {
  std::string_view scheme;  // as written
  std::string_view authority;
  std::string_view path, query, fragment;
};

// Splits a URL. Never fails, since any text has these parts.
UrlParts split_url(std::string_view url) noexcept;

// Returns whether the text is a scheme (RFC 3986, section 3.1): a letter, then letters, digits and
// `+-.`.
bool is_scheme(std::string_view text) noexcept;

struct Authority {
  std::string_view user;  // absent (null) without a user
  std::string_view password;
  std::string_view host;  // without brackets
  bool is_bracketed = false;
  std::optional<std::uint16_t> port;
};

// Splits an authority. Returns nothing if its brackets do not match, or if its port is not a number
// up to 65535.
std::optional<Authority> split_authority(std::string_view text) noexcept;

}  // namespace carboy::core::http
