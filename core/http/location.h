// URLs with and without characters beyond ASCII (RFC 3987), as Werkzeug's iri_to_uri and
// uri_to_iri, and the page of a redirect.
//
// Thread rule: plain functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace carboy::core::http {

// For a Location: everything that is not ASCII, and what may not stand in a URL, as %XX; what is
// quoted already stays; the host in its IDNA form and in lower case. Control characters in front,
// and tabs and line ends anywhere, are dropped
// (https://url.spec.whatwg.org/#concept-basic-url-parser), so the result is one line of printable
// ASCII. A relative URL stays relative, and no host or scheme is refused (`//evil`, `javascript:`):
// whoever redirects to what a client sent must check it. Nothing when host or port cannot be
// understood.
std::optional<std::string> iri_to_uri(std::string_view iri);

// For people: %XX that is UTF-8 resolved, except what would change the URL's meaning; the host out
// of its IDNA form. Nothing when host or port cannot be understood.
std::optional<std::string> uri_to_iri(std::string_view uri);

// What a redirect's Location is: iri_to_uri, but nothing, too, for text with a CR or LF, which is
// no slip but somebody who tries to split the response.
std::optional<std::string> redirect_location(std::string_view location);

// The URL that was asked for, for people, as Werkzeug's get_current_url: `scheme://host/`, with the
// decoded `root` (the prefix the app is mounted at), `path` and the raw `query` behind it.
// An empty query adds nothing. A host that cannot be understood is kept as it is.
std::string current_url(std::string_view scheme, std::string_view host, std::string_view root = "",
                        std::string_view path = "", std::string_view query = "");

// The body of a redirect (text/html; charset=utf-8), with `location` escaped; what it shows is the
// location as given, before iri_to_uri. Werkzeug's, byte for byte.
std::string redirect_page(std::string_view location);

}  // namespace carboy::core::http
