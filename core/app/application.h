// The interface that a server calls. Together with exchange.h it is all that a transport needs.
#pragma once

#include "core/app/exchange.h"

namespace carboy::core::app {

// Where a request's view runs.
enum class Place {
  loop,    // on the event loop's thread: the route and all that runs around it is nonblocking
  worker,  // on the pool, because it may block
  later,   // nowhere yet: the request waits for an extension that is being swapped
};

// A request that the server rejected without an exchange, because it was malformed or too large.
struct RefusedRequest {
  Peer peer;
  std::string_view line;  // the part of the request line that was read, as the client sent it
  int status = 0;
  std::string_view reason;  // a sentence for the log
  std::uint64_t body_bytes = 0;
  std::chrono::steady_clock::time_point begun{};
};

// Thread rule: functions may be called from any thread, for different exchanges at once. For one
// exchange the server calls prepare, handle and finish, in this order and once each, but prepare
// again after a few milliseconds as often as it returns Place::later. It skips handle if it answers
// itself: with 503 when no worker is free, or while it is stopping.
class Application {
 public:
  virtual ~Application() = default;

  // Finds the route and returns where the view runs. Never blocks.
  virtual Place prepare(Exchange& exchange) noexcept = 0;
  // Runs hooks and view. On return exchange.response is complete, or its body is a stream.
  virtual void handle(Exchange& exchange) noexcept = 0;
  // Called after the last byte was sent or the connection has ended. Frees what the request held.
  virtual void finish(Exchange& exchange) noexcept = 0;
  // Called after the response to a rejected request was sent or the connection has ended. Never
  // blocks.
  virtual void refused(const RefusedRequest& request) noexcept = 0;
};

}  // namespace carboy::core::app
