// What the loops, the workers and the acceptor of one server share.
//
// Thread rule: all of it may be used from any thread. The destructor is called when they have
// ended.
#pragma once

#include <atomic>
#include <string_view>
#include <utility>
#include <vector>

#include "core/app/application.h"
#include "core/server/connection_tracker.h"
#include "core/server/log_throttle.h"
#include "core/server/server_options.h"
#include "core/server/worker_pool.h"

namespace carboy::core::server {

class Loop;

struct Context {
  Context(ServerOptions server_options, app::Application& served, WorkerPool::Options pool_options)
      : options(std::move(server_options)),
        application(served),
        pool(std::move(pool_options)),
        connection_tracker({options.max_connections, options.max_connections_per_client,
                            options.max_uploads_per_client}) {}

  // Returns whether the address is a trusted proxy's or a unix socket's; those are exempt from the
  // limits of one client.
  bool is_proxy(std::string_view address) const {
    return address.starts_with("unix:") ||
           (options.is_trusted_proxy && options.is_trusted_proxy(address));
  }
  void report(std::string_view trouble) const {
    if (options.on_trouble) options.on_trouble(trouble);
  }

  const ServerOptions options;
  app::Application& application;
  WorkerPool pool;
  ConnectionTracker connection_tracker;
  std::vector<Loop*> loops;           // complete before the first connection
  LogThrottle full;                   // a connection got no slot
  LogThrottle unstored;               // a request body could not be written to the disk
  LogThrottle exhausted;              // the process is out of file descriptors
  LogThrottle no_proxy_header;        // a connection came without the PROXY header it needs
  std::atomic<bool> draining{false};  // every response is the last of its connection
  std::atomic<bool> aborting{false};  // a view that has not begun will not run
};

}  // namespace carboy::core::server
