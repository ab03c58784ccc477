#include "core/extensions/package/version_text.h"

#include <algorithm>
#include <charconv>

#include "core/base/ascii.h"

namespace carboy::core::extensions::version_text {
namespace {

bool is_identifier_character(char c) { return base::is_digit(c) || base::is_letter(c) || c == '-'; }

}  // namespace

bool is_number(std::string_view text) {
  return std::all_of(text.begin(), text.end(), base::is_digit);
}

std::string_view before(std::string_view& rest, char separator) {
  const std::size_t at = rest.find(separator);
  const std::string_view part = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return part;
}

std::string printable(std::string_view text) {
  std::string shown;
  for (const char c : text.substr(0, 100)) shown += c >= ' ' && c < 0x7f ? c : '?';
  return shown + (text.size() > 100 ? "..." : "");
}

std::string quoted(std::string_view text) { return "\"" + printable(text) + "\""; }

std::string read_number(std::string_view text, std::uint64_t& number) {
  if (text.empty()) return "a number is missing";
  if (!is_number(text)) return quoted(text) + " is not a number";
  if (text.size() > 1 && text[0] == '0') return quoted(text) + " has a leading zero";
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number >= UINT64_MAX) return quoted(text) + " is too large";
  return "";
}

std::string check_identifiers(std::string_view text, bool prerelease) {
  const std::string what = prerelease ? "the pre-release part" : "the build part";
  if (text.empty()) return what + " is empty";
  if (text.back() == '.') return what + " has an empty identifier";
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view one = before(rest, '.');
    if (one.empty()) return what + " has an empty identifier";
    if (!std::all_of(one.begin(), one.end(), is_identifier_character)) {
      return what + " may hold only letters, digits, hyphens and dots";
    }
    if (prerelease && one.size() > 1 && one[0] == '0' && is_number(one)) {
      return quoted(one) + " has a leading zero";
    }
  }
  return "";
}

}  // namespace carboy::core::extensions::version_text
