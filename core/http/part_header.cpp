#include "core/http/part_header.h"

#include <algorithm>
#include <string>

#include "core/base/utf8.h"
#include "core/http/fields.h"
#include "core/http/header_text.h"

namespace carboy::core::http {
namespace {

// Joins folded lines: a line end before a blank becomes a blank.
std::string unfolded(std::string_view header) {
  std::string text;
  text.reserve(header.size());
  for (std::size_t at = 0; at < header.size();) {
    const std::size_t size = line_end_size(header.substr(at));
    const bool folds = size > 0 && at + size < header.size() &&
                       (header[at + size] == ' ' || header[at + size] == '\t');
    text += folds ? ' ' : header[at];
    at += folds ? size + 1 : 1;
  }
  return text;
}

}  // namespace

bool is_line_end(char c) noexcept { return c == '\r' || c == '\n'; }

std::size_t line_end_size(std::string_view text) noexcept {
  if (text.starts_with("\r\n")) return 2;
  return !text.empty() && is_line_end(text.front()) ? 1 : 0;
}

std::optional<BlankLine> find_blank_line(std::string_view text, std::size_t from) noexcept {
  for (std::size_t at = from; at < text.size(); ++at) {
    at = text.find_first_of("\r\n", at);
    if (at == std::string_view::npos) break;
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("\r\n\r\n")) return BlankLine{at, 4};
    if (rest.starts_with("\r\r") || rest.starts_with("\n\n")) return BlankLine{at, 2};
  }
  return std::nullopt;
}

bool parse_part_header(std::string_view header, PairList& out) {
  const std::string text = unfolded(header);
  if (!base::is_utf8(text)) return false;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of("\r\n"), rest.size());
    const std::string_view line = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty()) continue;
    const std::size_t colon = std::min(line.find(':'), line.size());
    out.add(trimmed(line.substr(0, colon)), trimmed(line.substr(std::min(colon + 1, line.size()))));
  }
  return true;
}

std::optional<std::string_view> find_header(const PairList& headers,
                                            std::string_view name) noexcept {
  for (const Pair& header : headers.all()) {
    if (same_name(header.name, name)) return header.value;
  }
  return std::nullopt;
}

}  // namespace carboy::core::http
