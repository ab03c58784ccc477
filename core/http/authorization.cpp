#include "core/http/authorization.h"

#include <algorithm>

#include "core/base/utf8.h"
#include "core/http/header_text.h"

namespace carboy::core::http {
namespace {

int base64_value(char c) noexcept {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

// Decodes base64 as leniently as Python's b64decode: skips other characters, and stops after
// complete padding.
std::optional<std::string> decode_base64(std::string_view text) {
  std::string out;
  unsigned bits = 0;
  int digits = 0, padding = 0;  // of the group of four
  for (const char c : text) {
    if (c == '=') {
      if (digits >= 2 && digits + ++padding >= 4) return out;
      continue;
    }
    const int value = base64_value(c);
    if (value < 0) continue;
    padding = 0;
    bits = bits << 6 | static_cast<unsigned>(value);
    if (digits > 0) out += static_cast<char>(bits >> (6 - 2 * digits) & 0xFF);
    digits = (digits + 1) % 4;
  }
  return digits == 0 ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<Authorization> basic(std::string_view encoded) {
  const bool is_ascii = std::all_of(encoded.begin(), encoded.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  const std::optional<std::string> text = is_ascii ? decode_base64(encoded) : std::nullopt;
  if (!text || !base::is_utf8(*text)) return std::nullopt;
  const std::size_t colon = std::min(text->find(':'), text->size());
  const std::string_view all = *text;
  Authorization authorization{"basic", std::nullopt, {}};
  authorization.parameters.add("username", all.substr(0, colon));
  authorization.parameters.add("password", all.substr(std::min(colon + 1, all.size())));
  return authorization;
}

}  // namespace

std::optional<Authorization> parse_authorization(std::string_view header) {
  if (header.empty()) return std::nullopt;
  const std::size_t blank = std::min(header.find(' '), header.size());
  Authorization authorization{lowered(header.substr(0, blank)), std::nullopt, {}};
  const std::string_view rest = trimmed(header.substr(blank));
  if (authorization.type == "basic") return basic(rest);
  // A trailing `=` may be the padding of a token; any other `=` belongs to a parameter.
  const std::size_t last = rest.find_last_not_of('=');
  if (last != std::string_view::npos && rest.substr(0, last + 1).find('=') < rest.size()) {
    authorization.parameters = parse_dict_header(rest);
  } else {
    authorization.token = std::string(rest);
  }
  return authorization;
}

}  // namespace carboy::core::http
