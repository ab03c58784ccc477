// An address that a server listens on, as [server] bind gives it.
//
// Thread rule: a value and a plain function.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace carboy::core::server {

struct BindAddress {
  enum class Kind { ipv4, ipv6, unix_path, descriptor, passed };
  Kind kind = Kind::ipv4;
  std::string host;        // a numeric address, without brackets
  std::uint16_t port = 0;  // 0: any free port
  std::string path;
  int mode = -1;  // of the path's file; -1: the umask decides
  int descriptor = -1;
};

// Reads "127.0.0.1:5000", "[::1]:5000", "localhost:5000", "unix:/path", "unix:/path?mode=0660",
// "fd:3" or "systemd" (all sockets that were passed to the process). Throws base::Error, which
// quotes the entry and explains what is wrong with it. Makes no system call.
BindAddress parse_bind_address(std::string_view text);

}  // namespace carboy::core::server
