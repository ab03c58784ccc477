// Parses Cookie headers and writes Set-Cookie headers (RFC 6265); the details follow Werkzeug's
// parse_cookie and dump_cookie.
//
// Thread rule: plain functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/http/pairs.h"

namespace carboy::core::http {

// Appends the cookies of a Cookie header to `out`. Keeps repeated names; PairList::first returns
// the first. Removes quotes around a value and resolves `\"`, `\\` and `\ooo` in it; invalid UTF-8
// becomes U+FFFD. Skips cookies without a name. Never fails, and takes linear time.
void parse_cookies(std::string_view header, PairList& out);

// The contents of a Set-Cookie header.
struct SetCookie {
  std::string_view name;
  std::string_view value;
  std::optional<std::int64_t> max_age;  // seconds
  std::optional<std::int64_t> expires;  // seconds since 1970
  // Writes Expires, too, if there is a max_age but no expires, for clients without Max-Age.
  bool sync_expires = true;
  std::optional<std::string_view> path = "/";  // quoted when written
  std::string_view domain;  // IDNA-encoded when written, without port and leading dot
  bool secure = false;
  bool http_only = false;
  std::string_view same_site;  // "Strict", "Lax" or "None" in any case; not written if empty
  bool partitioned = false;    // also makes the cookie secure
};

enum class CookieError { none, name, same_site, domain };

struct CookieText {
  std::string text;  // the header's value; empty after an error
  CookieError error = CookieError::none;
  // Is true above kMaxCookieSize. Browsers may drop such a cookie silently, so the caller warns.
  bool is_too_large = false;
};
inline constexpr std::size_t kMaxCookieSize = 4093;

// Writes a Set-Cookie header's value. Quotes the cookie's value where necessary: `"` and `\` with a
// backslash, and `,`, `;`, control characters and non-ASCII bytes as `\ooo`, so that it cannot
// split the header. Attributes are in the order Domain, Expires, Max-Age, Secure, HttpOnly, Path,
// SameSite, Partitioned. Rejects an empty name, a name with a control character, a blank or one of
// `"(),;=\` (browsers and this function accept more than RFC 6265's token), another same_site, and
// a domain without an IDNA form. `now`, in seconds since 1970, is used for sync_expires only.
CookieText dump_cookie(const SetCookie& cookie, std::int64_t now);
// The same, with the current time.
CookieText dump_cookie(const SetCookie& cookie);

// Describes an error for the app's author: "A cookie's SameSite is Strict, Lax or None."
std::string_view describe(CookieError error) noexcept;

}  // namespace carboy::core::http
