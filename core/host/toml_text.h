// Where things are in the text of an app.toml, for those who change it in place.
//
// Thread rule: plain functions; any thread.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/base/toml.h"

namespace carboy::core::host {

// A range of bytes in the text.
struct Extent {
  std::size_t begin = 0, end = 0;
};

// Throws base::Error when the text is not valid TOML.
toml::table parse_app(std::string_view text);

std::size_t offset_of(std::string_view text, const toml::source_position& at);
Extent extent_of(std::string_view text, const toml::source_region& region);
// Returns a word of a command line as a value: read as TOML, or as a text if it is not TOML.
nlohmann::json value_of_word(const std::string& word);
// Returns where the line begins that contains the byte `at`.
std::size_t line_begin(std::string_view text, std::size_t at);

}  // namespace carboy::core::host
