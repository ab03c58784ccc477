// The syntax of Host and of a URL's authority: RFC 9110, section 7.2 and RFC 3986, section 3.2.
#pragma once

#include <string_view>

namespace carboy::core::server {

// uri-host [ ":" port ]: not empty, no user, a port of at most 65535 (it may be empty).
bool is_host(std::string_view text) noexcept;

}  // namespace carboy::core::server
