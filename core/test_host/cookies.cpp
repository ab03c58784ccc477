#include "core/test_host/cookies.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "core/http/cookies.h"
#include "core/http/date.h"
#include "core/http/header_text.h"

namespace carboy::core::test_host {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

// Parses Max-Age (RFC 6265, section 5.2.2): digits, with a minus sign for an expired cookie.
std::optional<std::int64_t> seconds_of(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  if (negative) return 0;
  std::int64_t seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  return read.ec == std::errc() ? seconds : kNever;
}

void read_attribute(std::string_view text, ReadCookie& cookie) {
  const std::size_t equals = text.find('=');
  const std::string name = http::lowered(http::trimmed(text.substr(0, equals)));
  const std::string_view value = equals == std::string_view::npos
                                     ? std::string_view()
                                     : http::trimmed(text.substr(equals + 1));
  if (name == "expires") {
    if (const auto time = http::parse_date(value)) cookie.expires = time;
  } else if (name == "max-age") {
    if (const auto seconds = seconds_of(value)) cookie.max_age = seconds;
  } else if (name == "domain") {
    std::string domain = http::lowered(value.substr(value.starts_with('.') ? 1 : 0));
    if (!domain.empty()) cookie.domain = std::move(domain);
  } else if (name == "path") {
    if (value.starts_with('/')) cookie.path = value;
  } else if (name == "secure") {
    cookie.secure = true;
  } else if (name == "httponly") {
    cookie.http_only = true;
  } else if (name == "partitioned") {
    cookie.partitioned = true;
  } else if (name == "samesite") {
    cookie.same_site = value;
  }
}

bool is_below(std::string_view host, std::string_view domain) {
  if (host == domain) return true;
  const bool is_address =
      host.find_first_not_of("0123456789.") == std::string_view::npos || host.starts_with('[');
  return !is_address && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.';
}

bool is_path_below(std::string_view path, std::string_view cookie_path) {
  if (!path.starts_with(cookie_path)) return false;
  return path.size() == cookie_path.size() || cookie_path.ends_with('/') ||
         path[cookie_path.size()] == '/';
}

std::string default_path(std::string_view path) {
  const std::size_t last = path.rfind('/');
  return last == 0 || last == std::string_view::npos ? "/" : std::string(path.substr(0, last));
}

bool may_set(const ReadCookie& cookie, const CookieOrigin& origin) {
  if (cookie.domain &&
      (origin.host.size() < cookie.domain->size() || !is_below(origin.host, *cookie.domain))) {
    return false;
  }
  if (cookie.secure && !origin.secure) return false;
  if (cookie.name.starts_with("__Secure-")) return cookie.secure;
  if (cookie.name.starts_with("__Host-")) {
    return cookie.secure && !cookie.domain && cookie.path == "/";
  }
  return true;
}

std::int64_t end_of(const ReadCookie& cookie, std::int64_t now) {
  if (!cookie.max_age) return cookie.expires.value_or(kNever);
  if (*cookie.max_age <= 0) return std::numeric_limits<std::int64_t>::min();
  return *cookie.max_age > kNever - now ? kNever : now + *cookie.max_age;
}

}  // namespace

std::optional<ReadCookie> read_set_cookie(std::string_view header) {
  const std::string_view pair = header.substr(0, header.find(';'));
  const std::size_t equals = pair.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  ReadCookie cookie;
  cookie.name = http::trimmed(pair.substr(0, equals));
  cookie.raw_value = http::trimmed(pair.substr(equals + 1));
  if (cookie.name.empty()) return std::nullopt;
  http::PairList decoded;
  http::parse_cookies(cookie.name + "=" + cookie.raw_value, decoded);
  cookie.value = decoded.empty() ? cookie.raw_value : std::string(decoded.all().front().value);
  std::string_view rest = header.substr(pair.size());
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::string_view attribute = rest.substr(0, rest.find(';'));
    read_attribute(attribute, cookie);
    rest.remove_prefix(attribute.size());
  }
  return cookie;
}

void CookieJar::store(const ReadCookie& cookie, const CookieOrigin& origin, std::int64_t now) {
  if (!may_set(cookie, origin)) return;
  Kept fresh{cookie, cookie.domain.value_or(origin.host),
             cookie.path.value_or(default_path(origin.path)), !cookie.domain, end_of(cookie, now)};
  const auto old = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) {
    return one.cookie.name == cookie.name && one.domain == fresh.domain && one.path == fresh.path &&
           one.host_only == fresh.host_only;
  });
  if (fresh.ends <= now) {
    if (old != kept_.end()) kept_.erase(old);
  } else if (old != kept_.end()) {
    *old = std::move(fresh);
  } else {
    kept_.push_back(std::move(fresh));
  }
}

std::vector<const CookieJar::Kept*> CookieJar::sent_to(const CookieOrigin& origin,
                                                       std::int64_t now) const {
  std::vector<const Kept*> sent;
  for (const Kept& one : kept_) {
    const bool fits = one.host_only ? one.domain == origin.host
                                    : origin.host.size() >= one.domain.size() &&
                                          is_below(origin.host, one.domain);
    if (fits && one.ends > now && is_path_below(origin.path, one.path) &&
        (origin.secure || !one.cookie.secure)) {
      sent.push_back(&one);
    }
  }
  std::stable_sort(sent.begin(), sent.end(),
                   [](const Kept* a, const Kept* b) { return a->path.size() > b->path.size(); });
  return sent;
}

std::string CookieJar::header_for(const CookieOrigin& origin, std::int64_t now) const {
  std::string header;
  for (const Kept* one : sent_to(origin, now)) {
    header.append(header.empty() ? "" : "; ")
        .append(one->cookie.name)
        .append("=")
        .append(one->cookie.raw_value);
  }
  return header;
}

std::optional<std::string> CookieJar::value(std::string_view name, const CookieOrigin& origin,
                                            std::int64_t now) const {
  for (const Kept* one : sent_to(origin, now)) {
    if (one->cookie.name == name) return one->cookie.value;
  }
  return std::nullopt;
}

void CookieJar::remove(std::string_view name) {
  std::erase_if(kept_, [&](const Kept& one) { return one.cookie.name == name; });
}

}  // namespace carboy::core::test_host
