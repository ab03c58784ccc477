// "Did you mean ...?"
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace carboy::core::base {

// Edits (insert, delete, replace, swap of neighbours) that make `a` of `b`: the optimal string
// alignment distance.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate nearest to `word`, when it is near enough to be a slip: at most a third of its
// letters, and at least one, differ.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

// ` Did you mean "x"?` or nothing, to be put behind a sentence.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace carboy::core::base
