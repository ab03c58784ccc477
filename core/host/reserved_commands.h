// The names of carboy's own commands, which extensions may not use for their commands.
//
// Thread rule: constants.
#pragma once

#include <array>
#include <string_view>

namespace carboy::core::host {

// A test of core/cli compares this list with the commands of the program.
inline constexpr std::array<std::string_view, 11> kReservedCommands{
    "run",    "serve",      "reload",           "new",     "routes", "request", "ext",
    "config", "completion", "completion-words", "man-page"};

}  // namespace carboy::core::host
