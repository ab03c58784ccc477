// Escaping of text for HTML.
//
// Thread rule: plain functions.
#pragma once

#include <string>
#include <string_view>

namespace carboy::core::base {

// Appends text with & < > " ' as references, spelled as markupsafe does; the result is also safe
// inside an attribute's quotation marks.
void append_html_escaped(std::string& out, std::string_view text);

}  // namespace carboy::core::base
