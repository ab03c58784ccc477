// The words of `carboy ext check` and `carboy ext info`.
//
// Thread rule: the main thread.
#pragma once

#include "core/cli/command_tree.h"

namespace carboy::core::cli {

// Adds them to `ext`, with the hidden command that a check starts itself with.
void add_check_commands(CLI::App& ext, Action& action);

}  // namespace carboy::core::cli
