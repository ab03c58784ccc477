#include "core/http/url_split.h"

#include <algorithm>

#include "core/base/ascii.h"

namespace carboy::core::http {

bool is_scheme(std::string_view text) noexcept {
  return !text.empty() && base::is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return base::is_letter(c) || base::is_digit(c) || c == '+' || c == '-' || c == '.';
         });
}

namespace {

// Removes the first `separator` and the text after it from `text`, and returns that text; absent
// without a separator.
std::string_view cut(std::string_view& text, char separator) noexcept {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + 1);
  text = text.substr(0, at);
  return rest;
}

bool parse_port(std::string_view text, std::optional<std::uint16_t>& port) noexcept {
  if (text.empty()) return true;
  unsigned value = 0;
  for (const char c : text) {
    if (!base::is_digit(c)) return false;
    value = value * 10 + static_cast<unsigned>(c - '0');
    if (value > 65535) return false;
  }
  port = static_cast<std::uint16_t>(value);
  return true;
}

}  // namespace

UrlParts split_url(std::string_view url) noexcept {
  UrlParts parts;
  const std::size_t colon = url.find(':');
  if (colon != std::string_view::npos && is_scheme(url.substr(0, colon))) {
    parts.scheme = url.substr(0, colon);
    url.remove_prefix(colon + 1);
  }
  if (url.starts_with("//")) {
    url.remove_prefix(2);
    const std::size_t end = std::min(url.find_first_of("/?#"), url.size());
    parts.authority = url.substr(0, end);
    url.remove_prefix(end);
  }
  parts.fragment = cut(url, '#');
  parts.query = cut(url, '?');
  parts.path = url;
  return parts;
}

std::optional<Authority> split_authority(std::string_view text) noexcept {
  Authority authority;
  const std::size_t at = text.rfind('@');
  if (at != std::string_view::npos) {
    authority.user = text.substr(0, at);
    authority.password = cut(authority.user, ':');
    text.remove_prefix(at + 1);
  }
  std::string_view port;
  const std::size_t open = text.find('['), close = text.find(']');
  if ((open == std::string_view::npos) != (close == std::string_view::npos)) return std::nullopt;
  if (open != std::string_view::npos) {
    if (open != 0 || close < open) return std::nullopt;
    authority.is_bracketed = true;
    authority.host = text.substr(1, close - 1);
    const std::string_view rest = text.substr(close + 1);
    if (!rest.empty() && rest.front() != ':') return std::nullopt;
    port = rest.substr(std::min<std::size_t>(1, rest.size()));
  } else {
    port = cut(text, ':');
    authority.host = text;
  }
  return parse_port(port, authority.port) ? std::optional(authority) : std::nullopt;
}

}  // namespace carboy::core::http
