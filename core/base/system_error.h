// What the operating system says went wrong, in words.
//
// Thread rule: any thread, unlike strerror.
#pragma once

#include <string>
#include <system_error>

namespace carboy::core::base {

// "No such file or directory" for ENOENT.
inline std::string errno_text(int error) { return std::generic_category().message(error); }

}  // namespace carboy::core::base
