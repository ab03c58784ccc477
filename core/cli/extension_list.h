// The line `extensions = [...]` of an app.toml, changed in place: comments, order and layout of
// everything else stay.
//
// Thread rule: plain functions.
#pragma once

#include <string>
#include <string_view>

namespace carboy::core::cli {

// `text` with `name` behind the other extensions. A list over several lines gets a line more; an
// app.toml without a list gets one. REQUIRES: it is not among them.
// Both throw base::Error for a text that is no TOML, or whose list cannot be changed safely.
std::string with_extension(std::string_view text, const std::string& name);

// `text` without `name`; a line that has nothing else goes with its comment. REQUIRES: it is among
// them.
std::string without_extension(std::string_view text, const std::string& name);

}  // namespace carboy::core::cli
