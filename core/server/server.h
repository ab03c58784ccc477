// An HTTP/1.1 server (RFC 9110, RFC 9112) that hands requests to an application.
//
// Thread rule: a Server belongs to one thread, except connections(). It calls the application from
// threads of its own, as core/app/application.h says.
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
  // Nothing is done before start(). The application outlives the server.
  Server(ServerOptions options, app::Application& application);
  // Stops without grace, and waits for views that still run.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds and serves; SIGPIPE and SIGXFSZ are ignored from now on. Throws base::Error, naming every
  // address that could not be had, why, and what helps; then nothing listens. REQUIRES: it is
  // called once.
  void start();
  // What start() has bound, with real ports: "127.0.0.1:41873", "[::1]:5000", "unix:/path".
  const std::vector<std::string>& addresses() const noexcept { return addresses_; }

  // Takes no more connections, closes idle ones, answers requests under way with Connection: close,
  // ends event streams, and waits. What still runs after `grace` is cut off. Returns how many
  // connections that were; a second call returns 0. Afterwards no socket is open to a client,
  // except those of views that still run: they are closed when their view returns.
  std::size_t stop(std::chrono::milliseconds grace);

  // Open connections. From any thread, between start() and the destructor.
  std::size_t connections() const;

 private:
  struct Running;
  ServerOptions options_;
  app::Application& application_;
  std::vector<std::string> addresses_;
  std::unique_ptr<Running> running_;
};

}  // namespace carboy::core::server
