// The limit of files and sockets that the process may have open.
//
// Thread rule: plain functions; the limit is one for the whole process.
#pragma once

#include <cstddef>

namespace carboy::core::server {

// Raises the limit as far as the system allows this process, and returns it.
std::size_t raise_descriptor_limit() noexcept;

// Returns the number of connections that fit below such a limit, with descriptors to spare for
// files, databases, and clients that are rejected.
std::size_t connections_below(std::size_t limit) noexcept;

}  // namespace carboy::core::server
