#include "core/server/host_field.h"

#include <algorithm>
#include <array>

#include "core/base/ascii.h"

namespace carboy::core::server {
namespace {

// reg-name without pct-encoded: unreserved / sub-delims
constexpr auto kNameCharacters = [] {
  std::array<bool, 256> allowed{};
  for (const char c :
       std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                        "-._~!$&'()*+,;=")) {
    allowed[static_cast<unsigned char>(c)] = true;
  }
  return allowed;
}();

bool is_name(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (kNameCharacters[static_cast<unsigned char>(text[i])]) continue;
    const bool escaped = text[i] == '%' && i + 2 < text.size() && base::is_hex_digit(text[i + 1]) &&
                         base::is_hex_digit(text[i + 2]);
    if (!escaped) return false;
    i += 2;
  }
  return !text.empty();
}

bool is_port(std::string_view text) noexcept {
  unsigned number = 0;
  for (const char c : text) {
    if (!base::is_digit(c)) return false;
    number = number * 10 + static_cast<unsigned>(c - '0');
    if (number > 65535) return false;
  }
  return true;
}

}  // namespace

bool is_host(std::string_view text) noexcept {
  std::size_t end = 0;
  if (text.starts_with('[')) {
    end = text.find(']');
    if (end == std::string_view::npos || end < 3) return false;
    const std::string_view literal = text.substr(1, end - 1);
    if (!std::all_of(literal.begin(), literal.end(),
                     [](char c) { return base::is_hex_digit(c) || c == ':' || c == '.'; })) {
      return false;
    }
    ++end;
  } else {
    end = std::min(text.find(':'), text.size());
    if (!is_name(text.substr(0, end))) return false;
  }
  const std::string_view rest = text.substr(end);
  return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
}

}  // namespace carboy::core::server
