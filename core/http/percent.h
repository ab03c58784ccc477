// Percent-decoding (RFC 3986, section 2.1), as forgiving as browsers and Python's `unquote`: a `%`
// without two hexadecimal digits stays as it is.
//
// Thread rule: plain functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace carboy::core::http {

// -1 for what is no hexadecimal digit.
int hex_value(char c) noexcept;
// The byte that the %XX at `at` stands for; -1 when there is none. REQUIRES: at < text.size().
int escaped_byte(std::string_view text, std::size_t at) noexcept;

// Decodes to `out` and gives the size, at most text.size(). NUL and invalid UTF-8 come through.
// With plus_is_space a `+` becomes a blank, as in queries and forms.
std::size_t decode_percent(std::string_view text, char* out, bool plus_is_space) noexcept;
std::string percent_decoded(std::string_view text);

// Appends `bytes`, each byte that is not part of well-formed UTF-8 as %XX: Werkzeug's error handler
// "werkzeug.url_quote". At most three bytes for each.
void append_requoting_invalid(std::string& out, std::string_view bytes);

}  // namespace carboy::core::http
