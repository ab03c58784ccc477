// The operating system's descriptions of errors.
//
// Thread rule: any thread, unlike strerror(3).
#pragma once

#include <string>
#include <system_error>

namespace carboy::core::base {

// Returns the description of an errno: "No such file or directory" for ENOENT.
inline std::string errno_text(int error) { return std::generic_category().message(error); }

}  // namespace carboy::core::base
