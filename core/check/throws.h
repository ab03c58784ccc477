// Finds the functions of a service that would end the host by letting an exception out.
//
// The functions of a service are noexcept, so an exception in one of them ends the process unless
// it is caught inside, for example by carboy::guarded. The compiler records what a function does
// about exceptions in its table of call sites (LSDA; Itanium C++ ABI, "Exception Handling", with
// the unwind-pe encodings of gcc). A noexcept function that has such a table, but no handler for
// all exceptions in it, calls something that may throw and does not catch it. A function without a
// table calls nothing that may throw.
//
// Not found are: a function that guards one call and not another; code whose tables say nothing,
// such as code built with -fno-exceptions; clang's code in a stripped file, where the handler that
// ends the process looks like one that handles the exception.
//
// Thread rule: any thread. The library must be loaded; its tables are trusted like its code.
#pragma once

#include <cstdint>
#include <vector>

#include "core/elf/source_lines.h"

namespace carboy::core::check {

// Returns the addresses of the unguarded functions in the table of virtual functions of `object`,
// relative to the load address of the library. `lines` belongs to the library's file.
std::vector<std::uint64_t> unguarded_functions(const void* object, const elf::SourceLines& lines);

}  // namespace carboy::core::check
