// The cookies a client keeps, and which of them it sends where (RFC 6265, section 5.3 and 5.4, with
// RFC 6265bis on `Secure` and on names with a prefix).
//
// Thread rule: belongs to one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::test_host {

// Who is asked, or has answered.
struct CookieOrigin {
  std::string host;  // lower case, without port
  std::string path;        // begins with a slash, without query
  bool secure = false;
};

// A Set-Cookie header, read; attributes that make no sense are left out. Times are seconds.
struct ReadCookie {
  std::string name;
  std::string raw_value;  // as it stands there
  std::string value;      // without quotes, \ooo resolved
  std::optional<std::string> domain, path;
  std::string same_site;
  std::optional<std::int64_t> max_age, expires;
  bool secure = false;
  bool http_only = false;
  bool partitioned = false;
};

// Nothing for what a browser would drop: no `=`, an empty name.
std::optional<ReadCookie> read_set_cookie(std::string_view header);

class CookieJar {
 public:
  // `now`: seconds since 1970. A cookie that this origin may not set is dropped without a word.
  void store(const ReadCookie& cookie, const CookieOrigin& origin, std::int64_t now);
  // What a Cookie header for this origin says; empty for none.
  std::string header_for(const CookieOrigin& origin, std::int64_t now) const;
  // The value of the cookie of that name that would be sent there first.
  std::optional<std::string> value(std::string_view name, const CookieOrigin& origin,
                                   std::int64_t now) const;
  // All of that name, whatever their path and domain.
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
