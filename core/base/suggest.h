// Suggestions for misspelt names: "Did you mean ...?"
//
// Thread rule: plain functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace carboy::core::base {

// Returns the number of edits (insert, delete, replace, swap of neighbours) that turn `b` into `a`:
// the optimal string alignment distance.
std::size_t edit_distance(std::string_view a, std::string_view b);

// Returns the candidate nearest to `word`, if it is near enough to be a typing mistake: at most a
// third of the letters of `word` differ, or one letter of a short one.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

// Returns ` Did you mean "x"?` or an empty text, to be appended to a sentence.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

// The same for ids such as "carboy.Page". A word without a dot is also compared with what follows
// the dot of each id.
std::string did_you_mean_id(std::string_view word, std::span<const std::string> ids);

}  // namespace carboy::core::base
