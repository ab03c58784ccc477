#include "core/extensions/package/schema_format.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/units.h"

namespace carboy::core::extensions {
namespace {

constexpr std::array<std::pair<SchemaFormat, std::string_view>, 4> kFormats{
    {{SchemaFormat::duration, "duration"},
     {SchemaFormat::size, "size"},
     {SchemaFormat::uri, "uri"},
     {SchemaFormat::email, "email"}}};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

bool is_scheme(std::string_view text) {
  return !text.empty() && is_letter(text[0]) && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

// An absolute URI (RFC 3986, section 4.3): a scheme, a colon, and characters that a URI may have.
bool is_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon + 1 == text.size()) return false;
  if (!is_scheme(text.substr(0, colon))) return false;
  for (std::size_t i = colon + 1; i < text.size(); ++i) {
    const char c = text[i];
    if (c <= 0x20 || c >= 0x7f || std::string_view("\"<>\\^`{|}").find(c) != std::string_view::npos)
      return false;
    if (c == '%' && (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])))
      return false;
  }
  return true;
}

// Returns whether `text` is parts with a dot between them, each of which `is_part` accepts.
template <class IsPart>
bool is_dotted(std::string_view text, IsPart is_part) {
  for (;;) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    if (!is_part(text.substr(0, dot))) return false;
    if (dot == text.size()) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_atom(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || is_beyond_ascii(c) ||
           std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
  });
}

bool is_label(std::string_view text) {
  return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_letter(c) || is_digit(c) || is_beyond_ascii(c) || c == '-';
         });
}

// A mail address without a name, comments or quotes (RFC 5321, section 4.1.2; RFC 6531 for other
// languages), of the lengths that RFC 5321, section 4.5.3 allows.
bool is_email(std::string_view text) {
  constexpr std::size_t kMostLocal = 64, kMost = 254;
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || text.size() > kMost || at > kMostLocal) return false;
  return is_dotted(text.substr(0, at), is_atom) && is_dotted(text.substr(at + 1), is_label);
}

}  // namespace

std::optional<SchemaFormat> format_named(std::string_view name) {
  for (const auto& [format, word] : kFormats) {
    if (word == name) return format;
  }
  return std::nullopt;
}

std::string_view name_of(SchemaFormat format) {
  for (const auto& [one, word] : kFormats) {
    if (one == format) return word;
  }
  return "";
}

bool is_measure(SchemaFormat format) {
  return format == SchemaFormat::duration || format == SchemaFormat::size;
}

std::optional<std::int64_t> measured(SchemaFormat format, std::string_view text) {
  if (format == SchemaFormat::size) {
    const auto bytes = base::parse_size(text);
    return bytes ? std::optional(static_cast<std::int64_t>(*bytes)) : std::nullopt;
  }
  const auto time = base::parse_duration(text);
  return time ? std::optional(std::int64_t{std::chrono::nanoseconds(*time).count()}) : std::nullopt;
}

std::string_view described(SchemaFormat format) {
  switch (format) {
    case SchemaFormat::duration:
      return "a duration with its unit, such as \"10 s\" or \"5 min\"";
    case SchemaFormat::size:
      return "a size with its unit, such as \"500 kB\" or \"16 MiB\"";
    case SchemaFormat::uri:
      return "a whole URI, such as \"https://example.org/\"";
    case SchemaFormat::email:
      return "a mail address, such as \"ada@example.org\"";
    case SchemaFormat::none:
      break;
  }
  return "a string";
}

std::string format_fault(SchemaFormat format, std::string_view text) {
  const bool is_right = format == SchemaFormat::none ||
                        (format == SchemaFormat::uri && is_uri(text)) ||
                        (format == SchemaFormat::email && is_email(text)) ||
                        (is_measure(format) && measured(format, text));
  return is_right ? "" : "must be " + std::string(described(format));
}

}  // namespace carboy::core::extensions
