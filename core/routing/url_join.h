// Where a link leads: a reference resolved against an absolute http, https, ws or wss URL
// (RFC 3986, section 5.2), in the details as Python's urljoin, which Werkzeug uses for redirect_to.
#pragma once

#include <string>
#include <string_view>

namespace carboy::core::routing {

// REQUIRES: base is `scheme://host/path`, without query and fragment.
std::string url_join(std::string_view base, std::string_view reference);

}  // namespace carboy::core::routing
