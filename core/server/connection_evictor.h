// Chooses which connection of a loop to close when no connection slot is free: first one that is
// idle, those of the client with most slots before the others, the longest idle first; then, for a
// new connection of a client with fewer slots, one of that client that has sent a part of a
// request.
//
// Thread rule: belongs to a loop's thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/server/client_key.h"
#include "core/server/connection/connection.h"
#include "core/server/connection_tracker.h"
#include "core/server/deadlines.h"

namespace carboy::core::server {

class ConnectionEvictor {
 public:
  using Connections = std::span<const std::unique_ptr<Connection>>;

  explicit ConnectionEvictor(const ConnectionTracker& tracker) : tracker_(tracker) {}

  // Closes an idle connection. Returns false if no connection is idle.
  bool close_idle(Connections connections);
  // Evicts a connection that has sent a part of a request, of the client with most slots, if
  // `newcomer` would still have fewer slots than that client. Returns false if it evicted none.
  bool interrupt_biggest(Connections connections, const ClientKey& newcomer);

 private:
  struct Candidate {
    Connection* connection;
    std::uint64_t tag;
    Tick due;
    bool of_biggest;
  };
  using Clock = std::chrono::steady_clock;

  void look(Connections connections);
  bool try_evict(const Candidate& candidate, Connection::Activity::Kind kind) const;

  const ConnectionTracker& tracker_;
  ClientKey biggest_;
  // The first to be evicted is the last.
  std::vector<Candidate> idle_;
  std::vector<Candidate> receiving_;
  Clock::time_point next_look_{};
};

}  // namespace carboy::core::server
