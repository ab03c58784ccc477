// What a server calls. Another transport in the place of ours has to know this header and
// exchange.h, and nothing else.
#pragma once

#include "core/app/exchange.h"

namespace carboy::core::app {

// Where a request's view runs.
enum class Place {
  loop,    // on the event loop's thread: the route and all that runs around it say `nonblocking`
  worker,  // on the pool: it may block
};

// A request the server answered by itself, without an exchange: what it got was none, or too much.
struct RefusedRequest {
  Peer peer;
  std::string_view line;  // the request line as far as it was read; the client's bytes
  int status = 0;
  std::string_view reason;  // a sentence
  std::uint64_t body_bytes = 0;
  std::chrono::steady_clock::time_point begun{};
};

// Thread rule: functions may be called from any thread, for different exchanges at once.
// For one exchange the order is prepare, handle, finish; each exactly once, except that handle is
// left out when the server itself answers: with 503 when no worker is free, or while it is stopped.
class Application {
 public:
  virtual ~Application() = default;

  // Finds the route. Never blocks.
  virtual Place prepare(Exchange& exchange) noexcept = 0;
  // Runs hooks and view. Afterwards exchange.response is complete, or its body is a stream.
  virtual void handle(Exchange& exchange) noexcept = 0;
  // The last byte has left, or the connection is dead. Frees what the request held.
  virtual void finish(Exchange& exchange) noexcept = 0;
  // The answer to such a request has left, or the connection is dead. Never blocks.
  virtual void refused(const RefusedRequest& request) noexcept = 0;
};

}  // namespace carboy::core::app
