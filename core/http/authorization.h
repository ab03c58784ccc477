// The credentials in an Authorization header (RFC 9110, section 11.6.2), parsed like Werkzeug's
// Authorization.from_header.
//
// Thread rule: plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/http/pairs.h"

namespace carboy::core::http {

struct Authorization {
  std::string type;                  // "basic", "bearer", "digest" ..., in lower case
  std::optional<std::string> token;  // Bearer's, and that of any scheme without parameters
  PairList parameters;               // Digest's; Basic has "username" and "password" (RFC 7617)
};

// Parses an Authorization header. Returns nothing if it is empty, or if the base64 or UTF-8 of
// Basic credentials is malformed. Characters outside the base64 alphabet are skipped, as in Python.
std::optional<Authorization> parse_authorization(std::string_view header);

}  // namespace carboy::core::http
