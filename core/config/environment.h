// Settings from the environment, as Flask's Config.from_prefixed_env reads them.
//
// Thread rule: plain functions.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace carboy::core::config {

// Name and value of a variable.
using Variable = std::pair<std::string, std::string>;

// The variables PREFIX_KEY, without the prefix, as one object. A value is read as JSON where it is
// JSON (`True` is not), and is text otherwise; `A__B__C` is C in the table B in the table A. Read
// in the order of their names. Throws base::Error, which names both variables, when one needs a
// table where another is a value.
nlohmann::json from_prefixed_env(std::string_view prefix, std::span<const Variable> variables);

// What this process was started with.
std::vector<Variable> process_environment();

}  // namespace carboy::core::config
