// Tells what a file is when it is not an extension. Internal to elf_*.cpp.
#pragma once

#include <elf.h>

#include <string>
#include <string_view>

namespace carboy::core::elf {

// What these bytes are, as a predicate ("is a script: it begins with #!"), or nothing when they
// begin like a shared library for this machine, whose header is then in `header`.
std::string not_a_library(std::string_view bytes, Elf64_Ehdr& header);

}  // namespace carboy::core::elf
