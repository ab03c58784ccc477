// A header value with parameters: `form-data; name="a"` (RFC 9110, section 5.6.6), with RFC 2231's
// charsets and continuations. The details follow Werkzeug's parse_options_header.
//
// Thread rule: plain functions.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/http/pairs.h"

namespace carboy::core::http {

struct OptionHeader {
  std::string_view value;  // trimmed, as written; borrowed from the header
  PairList options;        // names in lower case, each once; values decoded, UTF-8
};

// Parses a header. `name*0=a; name*1=b` gives name "ab". Decodes `name*=UTF-8''%C2%B5` from ASCII,
// UTF-8 and ISO-8859-1, and keeps values in other charsets as they are. Reads `\"` and `%22` as
// `"`. Skips malformed parts, and everything after the 128th part. Never fails, and takes linear
// time.
OptionHeader parse_options_header(std::string_view header);

// Writes `value; name=option; ...`. Quotes options where necessary, and skips absent ones. An
// option whose name ends with `*` must be encoded already.
std::string dump_options_header(std::string_view value, std::span<const Pair> options);

// Splits `charset'language'text` (RFC 2231, section 4); the text still has its %XX. Returns false
// if the value has another form.
bool split_charset_marker(std::string_view value, std::string_view& charset,
                          std::string_view& text) noexcept;
// Appends bytes as UTF-8. `charset` is ascii, us-ascii, utf-8 or iso-8859-1, in lower case. Invalid
// bytes become U+FFFD. Returns false, and appends nothing, for another charset.
bool append_from_charset(std::string& out, std::string_view charset, std::string_view bytes);

}  // namespace carboy::core::http
