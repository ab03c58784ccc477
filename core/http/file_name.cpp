#include "core/http/file_name.h"

#include <utf8proc.h>

#include <algorithm>

#include "core/base/ascii.h"
#include "core/base/utf8.h"
#include "core/http/header_text.h"
#include "core/http/option_header.h"
#include "core/http/percent.h"

namespace carboy::core::http {
namespace {

// Returns the ASCII characters of the compatibility decomposition (NFKD), in the order of the text:
// NFKD reorders marks only, and those are not ASCII.
void append_ascii_of(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const base::CodePoint found = base::code_point_at(text, at);
    at += found.size;
    if (found.value < 0x80) {
      out += static_cast<char>(found.value);
      continue;
    }
    utf8proc_int32_t parts[32];
    const utf8proc_ssize_t count = utf8proc_decompose_char(
        static_cast<utf8proc_int32_t>(found.value), parts, std::size(parts),
        static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT), nullptr);
    for (utf8proc_ssize_t i = 0; i < std::min<utf8proc_ssize_t>(count, std::size(parts)); ++i) {
      if (parts[i] < 0x80) out += static_cast<char>(parts[i]);
    }
  }
}

bool is_kept(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-';
}

}  // namespace

std::string secure_filename(std::string_view name) {
  std::string ascii;
  append_ascii_of(ascii, name);
  std::replace(ascii.begin(), ascii.end(), '/', ' ');
  std::string safe;
  const std::string_view words = trimmed(ascii);
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (is_blank(words[at])) {
      if (!is_blank(words[at - 1])) safe += '_';
    } else if (is_kept(words[at])) {
      safe += words[at];
    }
  }
  const std::size_t begin = std::min(safe.find_first_not_of("._"), safe.size());
  return safe.substr(begin, safe.find_last_not_of("._") + 1 - begin);
}

std::string content_disposition(Disposition disposition, std::string_view name) {
  std::string clean(name);
  std::erase_if(clean, base::is_control);
  const bool is_ascii = std::all_of(clean.begin(), clean.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  const std::string_view value = disposition == Disposition::attachment ? "attachment" : "inline";
  if (is_ascii) {
    const Pair options[] = {{"filename", clean}};
    return dump_options_header(value, options);
  }
  std::string simple, encoded = "UTF-8''";
  append_ascii_of(simple, clean);
  append_quoted(encoded, clean, "!#$&+^`|");
  const Pair options[] = {{"filename", simple}, {"filename*", encoded}};
  return dump_options_header(value, options);
}

}  // namespace carboy::core::http
