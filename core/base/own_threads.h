// The threads the host has made itself. Any other thread is somebody else's: an extension's that
// starts a thread and leaves it, say.
//
// Thread rule: every function may be called from any thread.
#pragma once

#include <sys/types.h>

#include <string_view>

namespace carboy::core::base {

// Counts the calling thread as the host's until it ends, and names it for `ps` and debuggers (15
// characters are shown). An empty name leaves the one it has.
void adopt_this_thread(std::string_view name);

bool is_own_thread(pid_t thread);

}  // namespace carboy::core::base
