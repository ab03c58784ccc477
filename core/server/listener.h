// One socket that the server accepts connections on: TCP, unix, or passed to the process.
//
// Thread rule: not thread-safe.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "core/base/descriptor.h"
#include "core/server/bind_address.h"

namespace carboy::core::server {

class Listener {
 public:
  // Binds and listens. Replaces the file of a unix socket on which no server listens any more, but
  // no other file. Throws base::Error, which names the address, the likely cause and the remedy.
  static Listener open(const BindAddress& address);
  // Opens one listener for the address, or one for each socket that was passed to the process.
  static std::vector<Listener> open_all(const BindAddress& address);

  Listener(Listener&&) noexcept = default;
  Listener& operator=(Listener&&) = delete;
  // Closes the socket. Removes the file of a unix socket if it is still the one it has made.
  ~Listener();

  int fd() const noexcept { return socket_.get(); }
  // The address with the port that was bound: "127.0.0.1:41873", "[::1]:5000", "unix:/path".
  const std::string& address() const noexcept { return address_; }
  // Returns whether the socket was passed to the process. Such a socket goes on listening after the
  // process has ended.
  bool is_passed() const noexcept { return is_passed_; }

 private:
  explicit Listener(base::Descriptor socket);
  void listen(const BindAddress& address);

  base::Descriptor socket_;
  std::string address_;
  std::string path_;  // of a unix socket that this listener has made
  ino_t inode_ = 0;
  bool is_passed_ = false;
};

}  // namespace carboy::core::server
