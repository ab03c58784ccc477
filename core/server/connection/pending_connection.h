// An accepted connection that no event loop has opened yet, and what the server writes and reports
// when it rejects one.
//
// Thread rule: a value; functions may be called from any thread.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/server/client_key.h"
#include "core/server/context.h"
#include "core/server/peer_address.h"

namespace carboy::core::server {

struct PendingConnection {
  enum class Kind {
    admitted,  // it has a connection slot
    waiting,   // no slot is free; the loops look in turn for a connection to evict
    too_many,  // its client has as many connections as it may have
  };

  int fd = -1;
  PeerAddress peer;
  ClientKey client;  // is_none(): no client is charged for it
  Kind kind = Kind::admitted;
  std::size_t asked = 0;  // how many loops have found no slot for it
};

// Takes a connection slot if one is free, and sets `kind` accordingly. Reports the first rejection
// of a client that has too many.
void take_slot(Context& context, PendingConnection& pending);

// Rejects a connection without allocating: writes a 503, then closes the socket. Never blocks. The
// client gets a reset only if it goes on sending.
void reject_now(const Context& context, int fd, const PeerAddress& peer,
                std::string_view sentence) noexcept;

// Connections without a slot that may be open at once, to wait for a slot or to read their 503.
// At the limit new ones are rejected with reject_now().
constexpr std::size_t kMaxUnadmitted = 128;

// What an operator gets to read, at most once a minute.
void report_full(Context& context);
void report_too_many(const Context& context, std::string_view address);
// `what` the connection did, such as "sent no PROXY header in time".
void report_no_proxy_header(Context& context, std::string_view address, std::string_view what);

constexpr std::string_view kNoSlotLeft =
    "The server has as many connections as it can hold. Try again in a moment.";
constexpr std::string_view kTooManyOfOneClient =
    "Your address has too many connections open. Close some, and try again.";

}  // namespace carboy::core::server
