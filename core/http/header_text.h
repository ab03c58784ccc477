// Texts, lists and dictionaries as header fields write them (RFC 9110, section 5.6), in the details
// as Werkzeug's parse_list_header, parse_dict_header, quote_header_value.
//
// Thread rule: plain functions.
#pragma once

#include <string>
#include <string_view>

#include "core/http/pairs.h"

namespace carboy::core::http {

// What Python's str.strip takes away from ASCII text: blanks, tabs, line ends, \x1c to \x1f.
bool is_blank(char c) noexcept;
std::string_view trimmed(std::string_view text) noexcept;
// ASCII letters only, whatever the locale.
std::string lowered(std::string_view text);

// A token as it is, anything else between quotes with `"` and `\` escaped; `""` for nothing.
void append_quoted_value(std::string& out, std::string_view value);
// Without the quotes around it and without backslashes before characters; unquoted text as it is.
std::string unquoted_value(std::string_view value);

// Hands out the items of a list between commas, trimmed, still quoted, none of them empty. Commas
// in quoted strings do not separate.
class ListItems {
 public:
  // A list with an unclosed quoted string has no items.
  explicit ListItems(std::string_view list) noexcept;
  // False at the end.
  bool next(std::string_view& item) noexcept;

 private:
  std::string_view rest_;
};

// `a=b, c="d, e", f` to pairs; `f` has an absent value. A name that ends with `*` has its charset
// (RFC 2231) resolved. Later values of a name replace earlier ones; at most 128 names are kept.
PairList parse_dict_header(std::string_view header);

}  // namespace carboy::core::http
