#include "core/routing/request_target.h"

#include <algorithm>

#include "core/base/byte_words.h"
#include "core/base/utf8.h"
#include "core/http/percent.h"

namespace carboy::core::routing {
namespace {

bool starts_with_scheme(std::string_view target, std::string_view scheme) noexcept {
  return target.size() > scheme.size() &&
         std::equal(scheme.begin(), scheme.end(), target.begin(), [](char small, char any) {
           return small == any || (any >= 'A' && any <= 'Z' && any + 32 == small);
         });
}

// Removes scheme and authority from the absolute form. Returns false if it has no authority.
bool strip_authority(std::string_view& target) noexcept {
  const bool secure = starts_with_scheme(target, "https://");
  if (!secure && !starts_with_scheme(target, "http://")) return false;
  target.remove_prefix(secure ? 8 : 7);
  const std::size_t end = std::min(target.find_first_of("/?#"), target.size());
  target.remove_prefix(end);
  return end > 0;
}

TargetError decode_percent(std::string_view text, std::string& out) {
  out.clear();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t percent = std::min(text.find('%', at), text.size());
    out.append(text.substr(at, percent - at));
    if (percent == text.size()) break;
    const int byte = http::escaped_byte(text, percent);
    if (byte < 0) return TargetError::percent;
    if (byte == 0) return TargetError::control;
    out += static_cast<char>(byte);
    at = percent + 3;
  }
  return base::is_utf8(out) ? TargetError::none : TargetError::utf8;
}

}  // namespace

TargetError decode_target(std::string_view target, std::string& path, std::string_view& query) {
  query = {};
  const bool has_control = base::any_word(target, [](base::ByteWord word) {
    return base::has_below(word, 0x21) || base::has_byte(word, 0x7F);
  });
  if (has_control) return TargetError::control;
  if (target == "*") {
    path = target;
    return TargetError::none;
  }
  if (!target.starts_with('/') && !strip_authority(target)) return TargetError::form;
  if (target.find('#') != std::string_view::npos) return TargetError::form;
  const std::size_t mark = target.find('?');
  if (mark != std::string_view::npos) query = target.substr(mark + 1);
  const std::string_view raw_path = target.substr(0, mark);
  return decode_percent(raw_path.empty() ? "/" : raw_path, path);
}

std::string_view describe(TargetError error) noexcept {
  switch (error) {
    case TargetError::none:
      return "";
    case TargetError::form:
      return "The URL is neither a path that begins with / nor http://host/path.";
    case TargetError::control:
      return "The URL contains a NUL, a blank or a control character.";
    case TargetError::percent:
      return "The URL has a % that is not followed by two hexadecimal digits.";
    case TargetError::utf8:
      return "The path of the URL is not UTF-8.";
  }
  return "";
}

}  // namespace carboy::core::routing
