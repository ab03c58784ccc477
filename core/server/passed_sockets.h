// Sockets that who started the process has opened for it, as systemd's socket units do:
// sd_listen_fds(3).
//
// Thread rule: see take_passed_sockets(); passed_sockets() from any thread.
#pragma once

#include <vector>

namespace carboy::core::server {

// Reads LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES and takes them out of the environment, so that
// programs that are started from here do not think that they are meant. Before there are threads
// that look at the environment; only the first call does something.
void take_passed_sockets() noexcept;

// What was taken; they stay open, for a server that comes later, too. Throws base::Error saying why
// there is none.
const std::vector<int>& passed_sockets();

}  // namespace carboy::core::server
