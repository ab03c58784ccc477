// The syntax of the Host field and of a URL's authority: RFC 9110, section 7.2 and RFC 3986,
// section 3.2.
//
// Thread rule: a plain function.
#pragma once

#include <string_view>

namespace carboy::core::server {

// Returns whether `text` is a uri-host [ ":" port ]. The host must not be empty, there is no user
// part, and the port is empty or at most 65535.
bool is_host(std::string_view text) noexcept;

}  // namespace carboy::core::server
