#include "core/http/cookies.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "core/base/utf8.h"
#include "core/http/date.h"
#include "core/http/header_text.h"
#include "core/http/idna.h"
#include "core/http/percent.h"

namespace carboy::core::http {
namespace {

// Returns the size of the quoted string at the front if a `;` or the end follows it, else 0.
std::size_t quoted_value_size(std::string_view text) noexcept {
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      std::size_t next = at + 1;
      while (next < text.size() && is_blank(text[next])) ++next;
      return next == text.size() || text[next] == ';' ? at + 1 : 0;
    }
  }
  return 0;
}

bool is_octal(char c, char greatest) noexcept { return c >= '0' && c <= greatest; }

// Resolves `\"` and `\ooo`. Returns the size.
std::size_t unslash(std::string_view text, char* out) noexcept {
  char* to = out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      *to++ = text[at];
      continue;
    }
    const std::string_view rest = text.substr(at + 1);
    if (rest.size() >= 3 && is_octal(rest[0], '3') && is_octal(rest[1], '7') &&
        is_octal(rest[2], '7')) {
      *to++ = static_cast<char>((rest[0] - '0') * 64 + (rest[1] - '0') * 8 + (rest[2] - '0'));
      at += 3;
    } else {
      *to++ = rest[0];
      at += 1;
    }
  }
  return static_cast<std::size_t>(to - out);
}

void add_cookie(std::string_view name, std::string_view value, PairList& out) {
  char* space = out.space(name.size() + value.size());
  std::copy(name.begin(), name.end(), space);
  char* to = space + name.size();
  std::size_t size = value.size();
  if (size >= 2 && value.front() == '"' && value.back() == '"') {
    size = unslash(value.substr(1, size - 2), to);
  } else {
    std::copy(value.begin(), value.end(), to);
  }
  if (base::is_utf8(name) && base::is_utf8({to, size})) {
    out.commit(name.size(), size);
    return;
  }
  std::string clean_name, clean_value;
  base::append_with_replacements(clean_name, name);
  base::append_with_replacements(clean_value, {to, size});
  out.add(clean_name, clean_value);
}

constexpr std::array<bool, 256> characters(std::string_view more) {
  std::array<bool, 256> found{};
  for (char c = '0'; c <= '9'; ++c) found[static_cast<unsigned char>(c)] = true;
  for (char c = 'a'; c <= 'z'; ++c) found[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) found[static_cast<unsigned char>(c)] = true;
  for (const char c : more) found[static_cast<unsigned char>(c)] = true;
  return found;
}
constexpr auto kUnquoted = characters("_!#$%&'()*+-./:<=>?@[]^`{|}~");

bool is_cookie_name(std::string_view name) noexcept {
  constexpr std::string_view kRefused = "\"(),;=\\";
  return !name.empty() && std::none_of(name.begin(), name.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7F || kRefused.find(c) != std::string_view::npos;
  });
}

void append_value(std::string& out, std::string_view value) {
  const bool is_plain = std::all_of(
      value.begin(), value.end(), [](char c) { return kUnquoted[static_cast<unsigned char>(c)]; });
  if (is_plain) {
    out += value;
    return;
  }
  out += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte >= 0x7F || c == ',' || c == ';') {
      out += '\\';
      out += static_cast<char>('0' + (byte >> 6));
      out += static_cast<char>('0' + (byte >> 3 & 7));
      out += static_cast<char>('0' + (byte & 7));
    } else {
      out += c;
    }
  }
  out += '"';
}

// Returns "Strict", "Lax" or "None", or nothing for other text.
std::string_view same_site_name(std::string_view text) {
  for (const std::string_view name : {"Strict", "Lax", "None"}) {
    if (lowered(name) == lowered(text)) return name;
  }
  return {};
}

std::optional<std::string> encoded_domain(std::string_view domain) {
  domain = domain.substr(0, domain.find(':'));
  while (domain.starts_with('.')) domain.remove_prefix(1);
  std::optional<std::string> encoded = idna_encoded(domain);
  if (!encoded || encoded->find_first_of("; \t\r\n\"\\,") != std::string::npos) return std::nullopt;
  return encoded;
}

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
  out.append("; ").append(name);
  if (!is_absent(value)) out.append("=").append(value);
}

void append_attributes(std::string& out, const SetCookie& cookie, std::string_view domain,
                       std::int64_t now) {
  if (!cookie.domain.empty()) append_attribute(out, "Domain", domain);
  if (cookie.expires) {
    append_attribute(out, "Expires", http_date(*cookie.expires));
  } else if (cookie.max_age && cookie.sync_expires) {
    std::int64_t then = 0;
    if (__builtin_add_overflow(now, *cookie.max_age, &then)) then = *cookie.max_age;
    append_attribute(out, "Expires", http_date(then));
  }
  if (cookie.max_age) append_attribute(out, "Max-Age", std::to_string(*cookie.max_age));
  if (cookie.secure || cookie.partitioned) append_attribute(out, "Secure", {});
  if (cookie.http_only) append_attribute(out, "HttpOnly", {});
  if (cookie.path) {
    out += "; Path=";
    append_quoted(out, *cookie.path, "%!$&'()*+,/:=@");
  }
  if (!cookie.same_site.empty()) {
    append_attribute(out, "SameSite", same_site_name(cookie.same_site));
  }
  if (cookie.partitioned) append_attribute(out, "Partitioned", {});
}

}  // namespace

void parse_cookies(std::string_view header, PairList& out) {
  while (!header.empty()) {
    const std::size_t name_size = std::min(header.find_first_of("=;"), header.size());
    const std::string_view name = trimmed(header.substr(0, name_size));
    header.remove_prefix(name_size);
    std::string_view value;
    if (header.starts_with('=')) {
      header.remove_prefix(1);
      while (!header.empty() && is_blank(header.front())) header.remove_prefix(1);
      std::size_t size = header.starts_with('"') ? quoted_value_size(header) : 0;
      if (size == 0) size = std::min(header.find(';'), header.size());
      value = trimmed(header.substr(0, size));
      header.remove_prefix(size);
    }
    header.remove_prefix(std::min(header.find(';'), header.size()));
    if (!header.empty()) header.remove_prefix(1);
    if (!name.empty()) add_cookie(name, value, out);
  }
}

CookieText dump_cookie(const SetCookie& cookie, std::int64_t now) {
  if (!is_cookie_name(cookie.name)) return {{}, CookieError::name, false};
  if (!cookie.same_site.empty() && same_site_name(cookie.same_site).empty()) {
    return {{}, CookieError::same_site, false};
  }
  std::optional<std::string> domain = encoded_domain(cookie.domain);
  if (!domain) return {{}, CookieError::domain, false};
  CookieText result;
  result.text.append(cookie.name).append("=");
  append_value(result.text, cookie.value);
  append_attributes(result.text, cookie, *domain, now);
  result.is_too_large = result.text.size() > kMaxCookieSize;
  return result;
}

CookieText dump_cookie(const SetCookie& cookie) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return dump_cookie(cookie, std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

std::string_view describe(CookieError error) noexcept {
  switch (error) {
    case CookieError::none:
      return "";
    case CookieError::name:
      return "A cookie's name is not empty and has no blank, control character or \"(),;=\\ in it.";
    case CookieError::same_site:
      return "A cookie's SameSite is Strict, Lax or None.";
    case CookieError::domain:
      return "A cookie's domain is a host name.";
  }
  return "";
}

}  // namespace carboy::core::http
