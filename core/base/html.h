// Text in HTML.
//
// Thread rule: plain functions.
#pragma once

#include <string>
#include <string_view>

namespace carboy::core::base {

// Appends text so that it is text also in an attribute's quotation marks: & < > " ' as references,
// spelled as markupsafe spells them.
void append_html_escaped(std::string& out, std::string_view text);

}  // namespace carboy::core::base
