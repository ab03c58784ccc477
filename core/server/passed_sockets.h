// Sockets that were opened for this process before it started, as systemd's socket units do:
// sd_listen_fds(3).
//
// Thread rule: see take_passed_sockets(). passed_sockets() may be called from any thread.
#pragma once

#include <vector>

namespace carboy::core::server {

// Reads LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES and removes them from the environment, so that
// child processes do not take the sockets for theirs. Call it before other threads read the
// environment. Only the first call does anything.
void take_passed_sockets() noexcept;

// Returns the descriptors of the passed sockets. They stay open for all servers of the process.
// Throws base::Error, which explains why there are none.
const std::vector<int>& passed_sockets();

}  // namespace carboy::core::server
