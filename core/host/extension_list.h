// Edits the line `extensions = [...]` of an app.toml in place: comments, order and layout of the
// rest stay as they are.
//
// Thread rule: plain functions; any thread.
#pragma once

#include <string>
#include <string_view>

namespace carboy::core::host {

// Returns `text` with `name` after the other extensions. A list over several lines gets another
// line; an app.toml without a list gets one. REQUIRES: the list does not contain the name.
// Both functions throw base::Error when the text is not valid TOML or its list cannot be changed
// safely.
std::string with_extension(std::string_view text, const std::string& name);

// Returns `text` without `name`. A line that contains nothing else is removed with its comment.
// REQUIRES: the list contains the name.
std::string without_extension(std::string_view text, const std::string& name);

}  // namespace carboy::core::host
