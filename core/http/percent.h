// Percent-encoding and decoding (RFC 3986, section 2.1). Decoding is as lenient as browsers and
// Python's `unquote`: a `%` without two hexadecimal digits stays. Encoding keeps the sets of
// characters that Werkzeug keeps (https://url.spec.whatwg.org/#url-path-segment-string): letters,
// digits and `_.-~` stay everywhere; any other byte becomes %XX in upper case.
//
// Thread rule: plain functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace carboy::core::http {

// Returns the value of a hexadecimal digit, or -1 for another character.
int hex_value(char c) noexcept;
// Returns the byte that the %XX at `at` encodes, or -1 without a %XX. REQUIRES: at < text.size().
int escaped_byte(std::string_view text, std::size_t at) noexcept;

// Decodes `text` into `out`. Returns the size, at most text.size(). Keeps NUL and invalid UTF-8.
// With plus_is_space, `+` becomes a space, as in queries and forms.
std::size_t decode_percent(std::string_view text, char* out, bool plus_is_space) noexcept;
std::string percent_decoded(std::string_view text);

// Appends `bytes`, with each byte that is not part of well-formed UTF-8 as %XX, like Werkzeug's
// error handler "werkzeug.url_quote".
void append_requoting_invalid(std::string& out, std::string_view bytes);

// Encodes a path or a host name; also keeps !$&'()*+,/:;=@.
void append_quoted_path(std::string& out, std::string_view text);
std::string quoted_path(std::string_view text);

// Encodes a name or a value of a query; also keeps !$'()*,/:;?@, and writes a space as `+`.
void append_quoted_query(std::string& out, std::string_view text);

// Encodes the text after `#` (Flask's `_anchor`); also keeps %!#$&'()*+,/:;=?@.
void append_quoted_anchor(std::string& out, std::string_view text);

// Encodes text and also keeps the characters of `more`.
void append_quoted(std::string& out, std::string_view text, std::string_view more);

}  // namespace carboy::core::http
