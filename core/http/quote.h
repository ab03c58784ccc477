// Percent-encoding of what goes into URLs, with the sets that Werkzeug keeps as they are
// (https://url.spec.whatwg.org/#url-path-segment-string). Letters, digits and _.-~ stay everywhere;
// any other byte becomes %XX, upper case.
//
// Thread rule: plain functions.
#pragma once

#include <string>
#include <string_view>

namespace carboy::core::http {

// For paths and host names; keeps !$&'()*+,/:;=@ too.
void append_quoted_path(std::string& out, std::string_view text);
std::string quoted_path(std::string_view text);

// For names and values of a query; keeps !$'()*,/:;?@ too, and a space becomes `+`.
void append_quoted_query(std::string& out, std::string_view text);

// For what follows `#` (Flask's `_anchor`); keeps %!#$&'()*+,/:;=?@ too.
void append_quoted_anchor(std::string& out, std::string_view text);

// Keeps the characters of `more`, too: for the parts of a URL that is quoted already, and names.
void append_quoted(std::string& out, std::string_view text, std::string_view more);

}  // namespace carboy::core::http
