#include "core/http/header_text.h"

#include <algorithm>

#include "core/base/ascii.h"
#include "core/http/fields.h"
#include "core/http/option_header.h"
#include "core/http/percent.h"

namespace carboy::core::http {
namespace {

constexpr std::size_t kMaxNames = 128;

// Returns the place after the quoted string at `at`, or npos if it is not closed.
std::size_t end_of_quoted(std::string_view text, std::size_t at) noexcept {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

// Returns the place of the comma that ends the first item, or npos if a quoted string is not
// closed.
std::size_t end_of_item(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ',') return at;
    at = text[at] == '"' ? end_of_quoted(text, at) : at + 1;
    if (at == std::string_view::npos) return at;
  }
  return text.size();
}

}  // namespace

bool is_blank(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F);
}

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string lowered(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), base::to_lower);
  return lower;
}

void append_quoted_value(std::string& out, std::string_view value) {
  if (is_token(value)) {
    out += value;
    return;
  }
  out += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

std::string unquoted_value(std::string_view value) {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') return std::string(value);
  value = value.substr(1, value.size() - 2);
  std::string text;
  text.reserve(value.size());
  for (std::size_t at = 0; at < value.size(); ++at) {
    const bool escapes = value[at] == '\\' && at + 1 < value.size() && value[at + 1] != '\n';
    text += value[escapes ? ++at : at];
  }
  return text;
}

ListItems::ListItems(std::string_view list) noexcept : rest_(list) {
  std::size_t quote = list.find('"');
  while (quote != std::string_view::npos) {
    const std::size_t end = end_of_quoted(list, quote);
    if (end == std::string_view::npos) {
      rest_ = {};
      return;
    }
    quote = list.find('"', end);
  }
}

bool ListItems::next(std::string_view& item) noexcept {
  while (!rest_.empty()) {
    const std::size_t end = end_of_item(rest_);
    item = trimmed(rest_.substr(0, end));
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (!item.empty()) return true;
  }
  return false;
}

PairList parse_dict_header(std::string_view header) {
  PairList pairs;
  ListItems items(header);
  std::string_view quoted_item;
  while (items.next(quoted_item) && pairs.size() < kMaxNames) {
    const std::string item = unquoted_value(quoted_item);
    const std::size_t equals = std::min(item.find('='), item.size());
    std::string_view name = trimmed(std::string_view(item).substr(0, equals));
    if (name.empty()) continue;
    if (equals == item.size()) {
      pairs.set(name, {});
      continue;
    }
    const std::string_view value = trimmed(std::string_view(item).substr(equals + 1));
    std::string text;
    if (name.ends_with('*')) {
      name.remove_suffix(1);
      std::string_view charset, encoded = value;
      split_charset_marker(value, charset, encoded);
      if (!append_from_charset(text, lowered(charset), percent_decoded(encoded))) text = encoded;
    } else {
      text = value;
    }
    pairs.set(name, unquoted_value(text));
  }
  return pairs;
}

}  // namespace carboy::core::http
