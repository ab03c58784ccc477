// Finds out what a file is when it is not an extension. Internal to elf_*.cpp.
#pragma once

#include <elf.h>

#include <string>
#include <string_view>

namespace carboy::core::elf {

// Returns what these bytes are, as a predicate ("is a script: it begins with #!"). Returns nothing
// if they begin like a shared library for this machine; its header is then in `header`.
std::string not_a_library(std::string_view bytes, Elf64_Ehdr& header);

}  // namespace carboy::core::elf
