// How many files and sockets the process may have open.
//
// Thread rule: plain functions; the limit is the process's.
#pragma once

#include <cstddef>

namespace carboy::core::server {

// Raises the limit to the most the system allows this process, and gives what it is then.
std::size_t raise_descriptor_limit() noexcept;

// How many connections fit below such a limit, with room left for files, databases, and clients
// that are told to come later.
std::size_t connections_below(std::size_t limit) noexcept;

}  // namespace carboy::core::server
