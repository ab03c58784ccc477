// The threads that the host has made itself. Any other thread belongs to an extension, for example
// one that starts a thread and does not join it.
//
// Thread rule: every function may be called from any thread.
#pragma once

#include <sys/types.h>

#include <string_view>

namespace carboy::core::base {

// Registers the calling thread as the host's until it ends, and names it for `ps` and debuggers,
// which show 15 characters. An empty name keeps the current one.
void adopt_this_thread(std::string_view name);

bool is_own_thread(pid_t thread);

}  // namespace carboy::core::base
