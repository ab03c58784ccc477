// Who leaves when the server is full: of one loop's connections first those that have been idle
// longest, of the client with most seats before the others; then, for a newcomer whose client has
// fewer, those of that client whose request has not come yet.
//
// Thread rule: belongs to a loop's thread.
#pragma once

#include <chrono>
#include <cstddef>
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

  explicit ConnectionEvictor(const ConnectionTracker& connection_tracker)
      : census_(connection_tracker) {}

  // Makes an idle connection leave. False: there is none.
  bool close_idle(Connections connections);
  // Makes one leave whose request is still coming, of the client with most seats, if `newcomer`
  // would still have fewer than that. False: there is none.
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
  static bool is_as_it_was(const Candidate& candidate, Connection::Standing::Kind kind);

  const ConnectionTracker& census_;
  ClientKey biggest_;
  // The best last.
  std::vector<Candidate> idle_;
  std::vector<Candidate> begun_;
  Clock::time_point next_look_{};
};

}  // namespace carboy::core::server
