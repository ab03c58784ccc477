// Converts URLs with non-ASCII characters (RFC 3987), like Werkzeug's iri_to_uri and uri_to_iri,
// and writes the page of a redirect.
//
// Thread rule: plain functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace carboy::core::http {

// Makes a URL fit for a Location header. Writes non-ASCII bytes and characters that a URL may not
// have as %XX, keeps %XX, and encodes the host as IDNA in lower case. Drops leading control
// characters, and tabs and line ends anywhere
// (https://url.spec.whatwg.org/#concept-basic-url-parser), so the result is one line of printable
// ASCII. A relative URL stays relative. Accepts every host and scheme (`//evil`, `javascript:`), so
// a caller must check a URL that came from a client. Returns nothing if the host or the port is
// malformed.
std::optional<std::string> iri_to_uri(std::string_view iri);

// Makes a URL readable: decodes %XX that is UTF-8, except where that would change the URL's
// meaning, and the host's IDNA form. Returns nothing if the host or the port is malformed.
std::optional<std::string> uri_to_iri(std::string_view uri);

// Returns the Location of a redirect, like iri_to_uri, but nothing for text with a CR or LF: that
// is an attempt to split the response.
std::optional<std::string> redirect_location(std::string_view location);

// Returns the requested URL in readable form, like Werkzeug's get_current_url: `scheme://host/`,
// the decoded `root` (the prefix that the app is mounted at), the `path`, and the raw `query`
// unless it is empty. Keeps a malformed host as it is.
std::string current_url(std::string_view scheme, std::string_view host, std::string_view root = "",
                        std::string_view path = "", std::string_view query = "");

// Returns the body of a redirect (text/html; charset=utf-8), byte for byte Werkzeug's. It shows
// `location`, escaped, as the view gave it.
std::string redirect_page(std::string_view location);

}  // namespace carboy::core::http
