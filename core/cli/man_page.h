// The manual page, made from the tree of commands.
//
// Thread rule: plain function.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace carboy::core::cli {

// In the macros of man(7): carboy(1).
std::string man_page(const CLI::App& carboy);

}  // namespace carboy::core::cli
