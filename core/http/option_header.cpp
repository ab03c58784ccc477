#include "core/http/option_header.h"

#include <algorithm>

#include "core/base/utf8.h"
#include "core/http/fields.h"
#include "core/http/header_text.h"
#include "core/http/percent.h"

namespace carboy::core::http {
namespace {

constexpr std::size_t kMaxParts = 128;

std::size_t token_size(std::string_view text) noexcept {
  std::size_t size = 0;
  while (size < text.size() && is_token(text.substr(size, 1))) ++size;
  return size;
}

// Returns the size of the quoted string at the front with its quotes, or 0 if it is not closed.
std::size_t quoted_size(std::string_view text) noexcept {
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '"') return at + 1;
    const bool escapes =
        text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == '\\' || text[at + 1] == '"');
    if (escapes) ++at;
  }
  return 0;
}

// Removes `name=value` from the front. Returns false if there is no well-formed part.
bool take_part(std::string_view& rest, std::string_view& name, std::string_view& value) noexcept {
  const std::size_t name_size = token_size(rest);
  if (name_size == 0 || name_size == rest.size() || rest[name_size] != '=') return false;
  name = rest.substr(0, name_size);
  rest.remove_prefix(name_size + 1);
  std::size_t size = token_size(rest);
  if (size == 0 && rest.starts_with('"')) size = quoted_size(rest);
  value = rest.substr(0, size);
  rest.remove_prefix(size);
  return size > 0;
}

std::string resolved(std::string_view value) {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') {
    return value == "\"" ? std::string() : std::string(value);
  }
  value = value.substr(1, value.size() - 2);
  std::string text;
  text.reserve(value.size());
  for (std::size_t at = 0; at < value.size(); ++at) {
    const std::string_view rest = value.substr(at);
    if (rest.starts_with("\\\\") || rest.starts_with("\\\"")) {
      text += value[++at];
    } else if (rest.starts_with("%22")) {
      text += '"';
      at += 2;
    } else {
      text += value[at];
    }
  }
  return text;
}

// Removes `*0` from the end of a name (RFC 2231, section 3).
bool take_continuation(std::string_view& name) noexcept {
  std::size_t at = name.size();
  while (at > 0 && name[at - 1] >= '0' && name[at - 1] <= '9') --at;
  if (at == name.size() || at == 0 || name[at - 1] != '*') return false;
  name = name.substr(0, at - 1);
  return true;
}

class Options {
 public:
  explicit Options(PairList& out) : out_(out) {}

  void add(std::string_view raw_name, std::string_view value) {
    const std::string lower = lowered(raw_name);
    std::string_view name = lower;
    std::string decoded;
    if (name.ends_with('*')) {
      name.remove_suffix(1);
      std::string_view charset;
      if (split_charset_marker(value, charset, value)) charset_ = lowered(charset);
      if (charset_.empty()) charset_ = continued_charset_;
      if (append_from_charset(decoded, charset_, percent_decoded(value))) {
        continued_charset_ = charset_;
        value = decoded;
      }
    }
    const std::string text = resolved(value);
    if (take_continuation(name)) {
      out_.extend(name, text);
    } else {
      out_.set(name, text);
    }
  }

 private:
  PairList& out_;
  // As in Werkzeug, a charset also applies to all later parts, whatever their names.
  std::string charset_, continued_charset_;
};

}  // namespace

OptionHeader parse_options_header(std::string_view header) {
  OptionHeader result;
  const std::size_t semicolon = std::min(header.find(';'), header.size());
  result.value = trimmed(header.substr(0, semicolon));
  std::string_view rest = trimmed(header.substr(std::min(semicolon + 1, header.size())));
  if (result.value.empty() || rest.empty()) return result;
  Options options(result.options);
  for (std::size_t part = 0; part < kMaxParts; ++part) {
    std::string_view name, value;
    if (take_part(rest, name, value)) options.add(name, value);
    const std::size_t next = rest.find(';');
    if (next == std::string_view::npos) break;
    rest.remove_prefix(next + 1);
    while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
  }
  return result;
}

std::string dump_options_header(std::string_view value, std::span<const Pair> options) {
  std::string text(value);
  for (const Pair& option : options) {
    if (is_absent(option.value)) continue;
    if (!text.empty()) text += "; ";
    text.append(option.name).append("=");
    if (option.name.ends_with('*')) {
      text += option.value;
    } else {
      append_quoted_value(text, option.value);
    }
  }
  return text;
}

bool split_charset_marker(std::string_view value, std::string_view& charset,
                          std::string_view& text) noexcept {
  const std::size_t first = value.find('\'');
  const std::size_t second = first == std::string_view::npos ? first : value.find('\'', first + 1);
  if (second == std::string_view::npos) return false;
  const std::string_view before = value.substr(0, first);
  const std::string_view language = value.substr(first + 1, second - first - 1);
  const std::string_view rest = value.substr(second + 1);
  const std::size_t size = token_size(rest);
  if (size == 0 || token_size(before) != before.size() || token_size(language) != language.size()) {
    return false;
  }
  charset = before;
  text = rest.substr(0, size);
  return true;
}

bool append_from_charset(std::string& out, std::string_view charset, std::string_view bytes) {
  if (charset == "utf-8") {
    base::append_with_replacements(out, bytes);
  } else if (charset == "iso-8859-1") {
    for (const char c : bytes) base::append_code_point(out, static_cast<unsigned char>(c));
  } else if (charset == "ascii" || charset == "us-ascii") {
    for (const char c : bytes) {
      const auto byte = static_cast<unsigned char>(c);
      base::append_code_point(out, byte < 0x80 ? byte : 0xFFFD);
    }
  } else {
    return false;
  }
  return true;
}

}  // namespace carboy::core::http
