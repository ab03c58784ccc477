#include "core/http/location.h"

#include <algorithm>
#include <array>

#include "core/base/html.h"
#include "core/base/utf8.h"
#include "core/http/header_text.h"
#include "core/http/idna.h"
#include "core/http/percent.h"
#include "core/http/url_split.h"

namespace carboy::core::http {
namespace {

constexpr std::string_view kInUser = "%!$&'()*+,;=";
constexpr std::string_view kKeptInPath = "%!$&'()*+,/:;=@";
constexpr std::string_view kKeptInQuery = "%!$&'()*+,/:;=?@";
constexpr std::string_view kKeptInFragment = "%!#$&'()*+,/:;=?@";

// Characters that must stay quoted, besides control characters, the blank and `%`.
constexpr std::string_view kQuotedInUser = ":@/?#";
constexpr std::string_view kQuotedInPath = "/?#";
constexpr std::string_view kQuotedInQuery = "&=+#";

// Schemes that have an authority; that of `http:x` is empty.
constexpr std::string_view kHierarchical[] = {
    "ftp",     "http",  "gopher", "nntp",     "telnet",  "imap",  "wais",  "file",         "mms",
    "https",   "shttp", "snews",  "prospero", "rtsp",    "rtsps", "rtspu", "rsync",        "svn",
    "svn+ssh", "sftp",  "nfs",    "git",      "git+ssh", "ws",    "wss",   "itms-services"};

// Removes what the URL standard drops: leading control characters and blanks, and all tabs and line
// ends.
std::string cleaned(std::string_view url) {
  while (!url.empty() && static_cast<unsigned char>(url.front()) <= 0x20) url.remove_prefix(1);
  std::string text(url);
  std::erase_if(text, [](char c) { return c == '\t' || c == '\r' || c == '\n'; });
  return text;
}

std::string quoted(std::string_view text, std::string_view kept) {
  std::string out;
  append_quoted(out, text, kept);
  return out;
}

bool stays_quoted(int byte, std::string_view more) noexcept {
  return byte <= 0x20 || byte == '%' || byte == 0x7F ||
         more.find(static_cast<char>(byte)) != std::string_view::npos;
}

std::string unquoted(std::string_view text, std::string_view stay_quoted) {
  std::string out, run;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const int byte = escaped_byte(text, at);
    if (byte < 0) {
      run += text[at];
      continue;
    }
    if (stays_quoted(byte, stay_quoted)) {
      append_requoting_invalid(out, run);
      run.clear();
      out += text.substr(at, 3);
    } else {
      run += static_cast<char>(byte);
    }
    at += 2;
  }
  append_requoting_invalid(out, run);
  return out;
}

// Returns the host in lower case, except the zone of an IPv6 address.
std::string lower_case_but_zone(std::string_view host) {
  const std::size_t zone = std::min(host.find('%'), host.size());
  return host_in_lower_case(host.substr(0, zone)).append(host.substr(zone));
}

struct Rewritten {
  std::string scheme, authority, path, query, fragment;
};

std::string joined(const Rewritten& parts) {
  const bool is_hierarchical = std::find(std::begin(kHierarchical), std::end(kHierarchical),
                                         parts.scheme) != std::end(kHierarchical);
  const bool path_has_slashes = parts.path.starts_with("//");
  std::string url = parts.scheme.empty() ? "" : parts.scheme + ':';
  // Otherwise the beginning of a path with two leading slashes would become the authority.
  if (!parts.authority.empty() || path_has_slashes || is_hierarchical) {
    url += "//" + parts.authority;
    if (!parts.path.empty() && parts.path.front() != '/') url += '/';
  }
  url += parts.path;
  if (!parts.query.empty()) url += '?' + parts.query;
  if (!parts.fragment.empty()) url += '#' + parts.fragment;
  return url;
}

std::optional<std::string> rewritten_authority(std::string_view text, bool to_uri) {
  const std::optional<Authority> authority = split_authority(text);
  if (!authority) return std::nullopt;
  const auto user_info = [&](std::string_view part) {
    return to_uri ? quoted(part, kInUser) : unquoted(part, kQuotedInUser);
  };
  if (!base::is_utf8(authority->host)) return std::nullopt;
  std::string host = lower_case_but_zone(authority->host);
  if (!authority->is_bracketed && to_uri) {
    const std::optional<std::string> encoded = idna_encoded(host);
    if (!encoded) return std::nullopt;
    host = *encoded;
  } else if (!authority->is_bracketed) {
    host = idna_decoded(host);
  }
  if (to_uri) host = quoted(host, "%!$&'()*+,:;=[]");
  std::string out;
  if (!authority->user.empty()) {
    out = user_info(authority->user);
    if (!authority->password.empty()) out += ':' + user_info(authority->password);
    out += '@';
  }
  out += authority->is_bracketed ? '[' + host + ']' : host;
  if (authority->port.value_or(0) != 0) out += ':' + std::to_string(*authority->port);
  return out;
}

}  // namespace

std::optional<std::string> iri_to_uri(std::string_view iri) {
  const std::string clean = cleaned(iri);
  const UrlParts parts = split_url(clean);
  const std::optional<std::string> authority = rewritten_authority(parts.authority, true);
  if (!authority) return std::nullopt;
  return joined({lowered(parts.scheme), *authority, quoted(parts.path, kKeptInPath),
                 quoted(parts.query, kKeptInQuery), quoted(parts.fragment, kKeptInFragment)});
}

std::optional<std::string> uri_to_iri(std::string_view uri) {
  const std::string clean = cleaned(uri);
  const UrlParts parts = split_url(clean);
  const std::optional<std::string> authority = rewritten_authority(parts.authority, false);
  if (!authority) return std::nullopt;
  return joined({lowered(parts.scheme), *authority, unquoted(parts.path, kQuotedInPath),
                 unquoted(parts.query, kQuotedInQuery), unquoted(parts.fragment, "")});
}

std::optional<std::string> redirect_location(std::string_view location) {
  if (location.find_first_of("\r\n") != std::string_view::npos) return std::nullopt;
  return iri_to_uri(location);
}

std::string current_url(std::string_view scheme, std::string_view host, std::string_view root,
                        std::string_view path, std::string_view query) {
  while (root.ends_with('/')) root.remove_suffix(1);
  while (path.starts_with('/')) path.remove_prefix(1);
  std::string url(scheme);
  url.append("://").append(host);
  append_quoted(url, root, kKeptInPath);
  append_quoted(url += '/', path, kKeptInPath);
  if (!query.empty()) append_quoted(url += '?', query, kKeptInQuery);
  return uri_to_iri(url).value_or(url);
}

std::string redirect_page(std::string_view location) {
  std::string page =
      "<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n"
      "<p>You should be redirected automatically to the target URL: <a href=\"";
  base::append_html_escaped(page, location);
  page += "\">";
  base::append_html_escaped(page, location);
  page += "</a>. If not, click the link.\n";
  return page;
}

}  // namespace carboy::core::http
