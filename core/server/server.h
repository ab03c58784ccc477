// An HTTP/1.1 server (RFC 9110, RFC 9112), which hands requests to an application.
//
// Thread rule: a Server belongs to one thread, except for connections(). It calls the application
// from threads of its own, by the rule in core/app/application.h.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/app/application.h"
#include "core/server/server_options.h"

namespace carboy::core::server {

class Server {
 public:
  // Does nothing until start(). The application outlives the server.
  Server(ServerOptions options, app::Application& application);
  // Stops without a grace period, and waits for views that still run.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds and serves. Makes the process ignore SIGPIPE and SIGXFSZ. If an address cannot be bound,
  // none is, and this throws base::Error, which names each of them, the cause and the remedy.
  // REQUIRES: it is called once.
  void start();
  // Returns the addresses that start() has bound, with their ports: "127.0.0.1:41873",
  // "[::1]:5000", "unix:/path".
  const std::vector<std::string>& addresses() const noexcept { return addresses_; }

  // Accepts no more connections, closes idle ones, answers requests under way with "Connection:
  // close", ends event streams, and waits. Cuts off what still runs after `grace`, and returns the
  // number of those connections; a second call returns 0. Afterwards no socket is open to a client,
  // except those of views that still run, which are closed when their view returns.
  std::size_t stop(std::chrono::milliseconds grace);

  // Returns the number of open connections. May be called from any thread, between start() and the
  // destructor.
  std::size_t connections() const;

 private:
  struct Running;
  ServerOptions options_;
  app::Application& application_;
  std::vector<std::string> addresses_;
  std::unique_ptr<Running> running_;
};

}  // namespace carboy::core::server
