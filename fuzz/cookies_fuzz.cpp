// Any Cookie header: the cookies are UTF-8, have names, and are no larger than the replacement of
// each byte. Any value can be set as a cookie, in one line of ASCII, and is parsed as the same.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/base/utf8.h"
#include "core/http/cookies.h"

using carboy::core::base::is_utf8;
using carboy::core::http::CookieError;
using carboy::core::http::CookieText;
using carboy::core::http::dump_cookie;
using carboy::core::http::Pair;
using carboy::core::http::PairList;
using carboy::core::http::parse_cookies;
using carboy::core::http::SetCookie;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void set_and_read(std::string_view value) {
  SetCookie cookie;
  cookie.name = "a";
  cookie.value = value;
  cookie.path = value;
  const CookieText written = dump_cookie(cookie, 0);
  require(written.error == CookieError::none);
  require(std::all_of(written.text.begin(), written.text.end(),
                      [](char c) { return c >= 0x20 && c < 0x7F; }));
  static PairList read;
  read.clear();
  parse_cookies(written.text, read);
  require(read.first("a") == value);
  cookie.domain = cookie.name = value;
  require(dump_cookie(cookie, 0).text.find_first_of("\r\n") == std::string::npos);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static PairList cookies;
  const std::string_view header(reinterpret_cast<const char*>(data), size);
  cookies.clear();
  parse_cookies(header, cookies);
  std::size_t bytes = 0;
  for (const Pair& cookie : cookies.all()) {
    require(is_utf8(cookie.name) && is_utf8(cookie.value) && !cookie.name.empty());
    bytes += cookie.name.size() + cookie.value.size();
  }
  require(bytes <= 3 * size);
  if (is_utf8(header)) set_and_read(header);
  return 0;
}
