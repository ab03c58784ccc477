// Texts, lists and dictionaries in header fields (RFC 9110, section 5.6). The details follow
// Werkzeug's parse_list_header, parse_dict_header and quote_header_value.
//
// Thread rule: plain functions.
#pragma once

#include <string>
#include <string_view>

#include "core/http/pairs.h"

namespace carboy::core::http {

// Returns whether Python's str.strip removes the character: blank, tab, line end, \x1c to \x1f.
bool is_blank(char c) noexcept;
std::string_view trimmed(std::string_view text) noexcept;
// Returns the text with ASCII letters in lower case, whatever the locale.
std::string lowered(std::string_view text);

// Appends a token as it is, and other text in quotes, with `"` and `\` escaped; empty text as `""`.
void append_quoted_value(std::string& out, std::string_view value);
// Removes the quotes around a value and the backslashes in it. Returns unquoted text as it is.
std::string unquoted_value(std::string_view value);

// Iterates over the items of a comma-separated list: trimmed, still quoted, never empty. Commas in
// quoted strings do not separate items.
class ListItems {
 public:
  // A list with an unclosed quoted string has no items.
  explicit ListItems(std::string_view list) noexcept;
  // Sets `item` to the next item. Returns false at the end.
  bool next(std::string_view& item) noexcept;

 private:
  std::string_view rest_;
};

// Parses `a=b, c="d, e", f` into pairs; the value of `f` is absent. Decodes the charset (RFC 2231)
// of a value whose name ends with `*`. Later values of a name replace earlier ones. Keeps at most
// 128 names.
PairList parse_dict_header(std::string_view header);

}  // namespace carboy::core::http
