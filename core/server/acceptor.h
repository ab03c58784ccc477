// The thread that takes new connections and deals them to the loops in turn.
//
// Thread rule: belongs to one thread.
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
  // Starts the thread. Throws base::Error when the system refuses it. Loops outlive the acceptor.
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
  void send_away_from(int fd);

  Context& context_;
  std::vector<Listener> listeners_;
  std::vector<Loop*> loops_;
  std::size_t next_loop_ = 0;
  bool is_told_ = false;    // the operator, that there are no descriptors
  base::Descriptor spare_;  // closed to take, and send away, whom there is no descriptor for
  base::Descriptor stop_;
  std::thread thread_;
};

}  // namespace carboy::core::server
