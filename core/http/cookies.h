// Cookies in both directions (RFC 6265), in the details as Werkzeug's parse_cookie and dump_cookie.
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

// Appends the cookies of a Cookie header. Repetitions are kept: the first wins (PairList::first). A
// value in quotes loses them, and `\"`, `\\` and `\ooo` are resolved; what is no UTF-8 becomes
// U+FFFD. What has no name is left out. There is nothing that it refuses; linear, also for 100 kB.
void parse_cookies(std::string_view header, PairList& out);

// What a Set-Cookie header says.
struct SetCookie {
  std::string_view name;
  std::string_view value;
  std::optional<std::int64_t> max_age;  // seconds
  std::optional<std::int64_t> expires;  // seconds since 1970
  // With max_age and without expires, write Expires too, for clients that know nothing of Max-Age.
  bool sync_expires = true;
  std::optional<std::string_view> path = "/";  // quoted when written
  std::string_view domain;  // IDNA-encoded when written, without port and leading dot
  bool secure = false;
  bool http_only = false;
  std::string_view same_site;  // "Strict", "Lax" or "None" in any case; empty: not written
  bool partitioned = false;    // makes it secure, too
};

enum class CookieError { none, name, same_site, domain };

struct CookieText {
  std::string text;  // the header's value; empty when there is an error
  CookieError error = CookieError::none;
  // Browsers may drop a cookie of more than 4093 bytes without a word; it deserves a warning.
  bool is_too_large = false;
};
inline constexpr std::size_t kMaxCookieSize = 4093;

// A value is quoted when it needs to be: `"` and `\` with a backslash, `,`, `;`, controls and
// anything that is not ASCII as `\ooo`, so nothing in it can split the header. Attributes are
// ordered Domain, Expires, Max-Age, Secure, HttpOnly, Path, SameSite, Partitioned. Refused: a name
// that is empty or has a control character, a blank or one of `"(),;=\` (more than RFC 6265's token
// is allowed, since browsers do), another same_site, a domain that has no IDNA form. `now` (seconds
// since 1970) is used for sync_expires only.
CookieText dump_cookie(const SetCookie& cookie, std::int64_t now);
// The same, now.
CookieText dump_cookie(const SetCookie& cookie);

// What is wrong, for the app's author: "A cookie's SameSite is Strict, Lax or None."
std::string_view describe(CookieError error) noexcept;

}  // namespace carboy::core::http
