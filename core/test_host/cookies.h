// A cookie jar: stores the cookies of a client and selects those to send (RFC 6265, sections 5.3
// and 5.4, with RFC 6265bis for `Secure` and for names with a prefix).
//
// Thread rule: belongs to one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::test_host {

// The host and path of a request.
struct CookieOrigin {
  std::string host;  // lower case, without port
  std::string path;  // begins with a slash, without query
  bool secure = false;
};

// A parsed Set-Cookie header. Invalid attributes are ignored. Times are in seconds.
struct ReadCookie {
  std::string name;
  std::string raw_value;  // as written in the header
  std::string value;      // without quotes, \ooo decoded
  std::optional<std::string> domain, path;
  std::string same_site;
  std::optional<std::int64_t> max_age, expires;
  bool secure = false;
  bool http_only = false;
  bool partitioned = false;
};

// Parses a Set-Cookie header. Returns nothing for a header that a browser ignores: one without `=`
// or with an empty name.
std::optional<ReadCookie> read_set_cookie(std::string_view header);

class CookieJar {
 public:
  // Stores a cookie. `now` is in seconds since 1970. A cookie that this origin may not set is
  // ignored.
  void store(const ReadCookie& cookie, const CookieOrigin& origin, std::int64_t now);
  // Returns the Cookie header for this origin, or an empty text when there are no cookies for it.
  std::string header_for(const CookieOrigin& origin, std::int64_t now) const;
  // Returns the value of the first cookie of that name that would be sent to the origin.
  std::optional<std::string> value(std::string_view name, const CookieOrigin& origin,
                                   std::int64_t now) const;
  // Removes all cookies of that name, whatever their path and domain.
  void remove(std::string_view name);

 private:
  struct Kept {
    ReadCookie cookie;
    std::string domain, path;
    bool host_only = true;
    std::int64_t ends = 0;
  };
  std::vector<const Kept*> sent_to(const CookieOrigin& origin, std::int64_t now) const;

  std::vector<Kept> kept_;
};

}  // namespace carboy::core::test_host
