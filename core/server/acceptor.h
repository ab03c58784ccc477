// The thread that accepts connections and hands each one to an event loop, in turn.
//
// Thread rule: belongs to the thread that made it.
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

#include "core/base/descriptor.h"
#include "core/server/context.h"
#include "core/server/listener.h"
#include "core/server/loop.h"

namespace carboy::core::server {

class Acceptor {
 public:
  // Starts the thread. Throws base::Error if the system refuses it. The loops outlive the acceptor.
  Acceptor(Context& context, std::vector<Listener> listeners, std::vector<Loop*> loops);
  // Ends the thread and closes the listeners.
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

 private:
  enum class Taken { all, some, exhausted, broken };

  void run();
  Taken take_from(int fd);
  void admit(int fd, const sockaddr_storage& address);
  void back_off(int fd);
  void reject_from(int fd);

  Context& context_;
  std::vector<Listener> listeners_;
  std::vector<Loop*> loops_;
  std::size_t next_loop_ = 0;
  bool has_reported_ = false;  // that the process is out of descriptors
  // Reserve descriptor, closed to accept and reject one client when the process has run out.
  base::Descriptor spare_;
  base::Descriptor stop_;
  std::thread thread_;
};

}  // namespace carboy::core::server
