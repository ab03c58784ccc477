// A connection that was taken and has not been served yet, and what is said when it will not be.
//
// Thread rule: a value; functions from any thread.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/server/client_key.h"
#include "core/server/context.h"
#include "core/server/peer_address.h"

namespace carboy::core::server {

struct PendingConnection {
  enum class Kind {
    seated,
    waiting,   // all seats are taken; the loops look for one in turn
    too_many,  // its client has as many as it may have
  };

  int fd = -1;
  PeerAddress peer;
  ClientKey client;  // none: it is counted for nobody
  Kind kind = Kind::seated;
  std::size_t asked = 0;  // so many loops found no seat for it
};

// What a client is told that gets no seat, and is told by whom has no memory to spare for it: a
// 503, then the socket is closed. Never blocks. Without a reset unless the client goes on sending.
void reject_now(const Context& context, int fd, const PeerAddress& peer,
                std::string_view sentence) noexcept;

// With so many already that wait for a seat or for the end of their 503, that is done at once.
constexpr std::size_t kMostStanding = 128;

// What an operator is told, now and then.
void report_full(Context& context);
void report_too_many(const Context& context, std::string_view address);
// `what` the connection did, as "is from nobody in [server] trusted_proxies".
void report_unnamed(Context& context, std::string_view address, std::string_view what);

constexpr std::string_view kAllSeatsTaken =
    "The server has as many connections as it can hold. Try again in a moment.";
constexpr std::string_view kTooManyOfOne =
    "Your address has too many connections open. Close some, and try again.";

}  // namespace carboy::core::server
