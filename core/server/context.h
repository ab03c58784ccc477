// What the loops, the workers and the acceptor of one server share.
//
// Thread rule: stands with each member.
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

  // Its address stands for many clients. From any thread.
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
  LogThrottle full;                   // somebody got no seat
  LogThrottle unstored;               // the disk takes no body
  LogThrottle exhausted;              // there are no descriptors
  LogThrottle unnamed;                // a connection without the PROXY header it should have
  std::atomic<bool> draining{false};  // every response is its connection's last
  std::atomic<bool> aborting{false};  // views that have not begun are not run any more
};

}  // namespace carboy::core::server
