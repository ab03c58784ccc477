// Reads settings from the environment, like Flask's Config.from_prefixed_env.
//
// Thread rule: plain functions.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace carboy::core::config {

// The name and the value of a variable.
using Variable = std::pair<std::string, std::string>;

// Returns the variables PREFIX_KEY as one object, without the prefix. A value is read as JSON if it
// is valid JSON (`True` is not), and is a text otherwise; `A__B__C` is C in the table B in the
// table A. The variables are read in the order of their names. Throws base::Error, which names both
// variables, if one needs a table where another is a value.
nlohmann::json from_prefixed_env(std::string_view prefix, std::span<const Variable> variables);

// Returns the environment that this process was started with.
std::vector<Variable> process_environment();

}  // namespace carboy::core::config
