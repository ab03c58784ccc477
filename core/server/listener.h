// One socket that takes connections: TCP, unix, or inherited from who started the process.
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
  // Binds and listens. Throws base::Error naming the address, the likely cause and what helps. The
  // file of a unix socket whose server is gone is replaced, any other file is not.
  static Listener open(const BindAddress& address);
  // One for the address, or, of what was passed to the process, one for each.
  static std::vector<Listener> open_all(const BindAddress& address);

  Listener(Listener&&) noexcept = default;
  Listener& operator=(Listener&&) = delete;
  // Closes; removes the file of a unix socket when it is still this listener's.
  ~Listener();

  int fd() const noexcept { return socket_.get(); }
  // With the port that was really bound: "127.0.0.1:41873", "[::1]:5000", "unix:/path".
  const std::string& address() const noexcept { return address_; }
  // It belongs to whoever started the process, and goes on listening when this one has ended.
  bool is_passed() const noexcept { return is_passed_; }

 private:
  explicit Listener(base::Descriptor socket);
  void listen(const BindAddress& address);

  base::Descriptor socket_;
  std::string address_;
  std::string path_;  // of a unix socket this listener made
  ino_t inode_ = 0;
  bool is_passed_ = false;
};

}  // namespace carboy::core::server
