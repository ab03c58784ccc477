// The manual page carboy(1), generated from the tree of commands.
//
// Thread rule: a plain function; any thread.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace carboy::core::cli {

// Returns the page in the macros of man(7).
std::string man_page(const CLI::App& carboy);

}  // namespace carboy::core::cli
