// Internationalized host names. libidn2 encodes them by UTS 46 in its transitional form, which
// agrees with Werkzeug's IDNA 2003: a snowman is allowed, and ß becomes ss.
//
// Thread rule: plain functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace carboy::core::http {

// Returns the ASCII form of a host name; ASCII text is returned unchanged. Returns nothing for
// invalid UTF-8, and for a label that is empty or has more than 63 characters.
std::optional<std::string> idna_encoded(std::string_view host);
// Decodes a host name label by label. Keeps labels that cannot be decoded, and a name that is not
// ASCII, since that is decoded already.
std::string idna_decoded(std::string_view host);
// Returns the host in lower case; non-ASCII letters, too. REQUIRES: `host` is UTF-8.
std::string host_in_lower_case(std::string_view host);

}  // namespace carboy::core::http
