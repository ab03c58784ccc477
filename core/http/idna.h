// Host names beyond ASCII, by libidn2 with UTS 46 in its transitional form, which agrees with the
// IDNA 2003 that Werkzeug encodes with (a snowman is allowed, ß is ss).
//
// Thread rule: plain functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace carboy::core::http {

// The ASCII form of a host name; ASCII text comes back as it is. Nothing for what has none: an
// empty label, one over 63 characters, invalid UTF-8.
std::optional<std::string> idna_encoded(std::string_view host);
// The other way, label by label; a label that cannot be decoded stays, and so does a name that is
// not ASCII, which is decoded already.
std::string idna_decoded(std::string_view host);
// In lower case, letters beyond ASCII, too. REQUIRES: it is UTF-8.
std::string host_in_lower_case(std::string_view host);

}  // namespace carboy::core::http
