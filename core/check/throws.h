// Which functions of a service would end the host by a throw.
//
// A service's functions are noexcept. A throw in one of them ends the process, unless it is caught
// inside, as carboy::guarded does. What a function does about exceptions stands in its table of
// call sites (LSDA; Itanium C++ ABI, exception handling, and gcc's unwind-pe encodings): a noexcept
// function that has such a table, and in it no handler for everything, calls something that may
// throw and does not catch it. Without a table it calls nothing that may throw.
//
// What it cannot see: a function that guards one call and not another; a table that says nothing,
// as that of code built with -fno-exceptions; clang's code in a stripped file, where the handler
// that ends the process looks like one that handles.
// Thread rule: any thread. The library is loaded, and trusted as much as any loaded code.
#pragma once

#include <cstdint>
#include <vector>

#include "core/elf/source_lines.h"

namespace carboy::core::check {

// The addresses of the unprotected functions in the table of virtual functions of `object`, counted
// from the library's load address. `lines` is of the library's file.
std::vector<std::uint64_t> unguarded_functions(const void* object, const elf::SourceLines& lines);

}  // namespace carboy::core::check
