// A value with parameters: `form-data; name="a"` (RFC 9110, section 5.6.6), with RFC 2231's
// charsets and continuations, in the details as Werkzeug's parse_options_header.
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

// `name*0=a; name*1=b` gives name "ab"; `name*=UTF-8''%C2%B5` is decoded, from ASCII, UTF-8 and
// ISO-8859-1, and with another charset left as it is. `"` may be written `\"` or `%22`. Parts that
// are not well formed are skipped, as is what follows the 128th part. Never fails; linear.
OptionHeader parse_options_header(std::string_view header);

// `value; name=option; ...`, options quoted where they need it and left out where absent. One whose
// name ends with `*` is taken to be encoded already.
std::string dump_options_header(std::string_view value, std::span<const Pair> options);

// `charset'language'text` with %XX as RFC 2231 (section 4) writes it. False: no such marker.
bool split_charset_marker(std::string_view value, std::string_view& charset,
                          std::string_view& text) noexcept;
// Appends bytes of a charset as UTF-8: ascii, us-ascii, utf-8 and iso-8859-1 in lower case; what is
// invalid becomes U+FFFD. False, and nothing appended, for another charset.
bool append_from_charset(std::string& out, std::string_view charset, std::string_view bytes);

}  // namespace carboy::core::http
