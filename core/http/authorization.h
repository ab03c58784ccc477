// Who the client says it is: the Authorization header (RFC 9110, section 11.6.2), as Werkzeug's
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

// Nothing when the header is empty, or Basic with base64 or UTF-8 that is not well formed.
// Characters that are no base64 are skipped, as Python does.
std::optional<Authorization> parse_authorization(std::string_view header);

}  // namespace carboy::core::http
