// The client at the other end of a connection: its address, the connection slot that is counted
// for it, and the lane that its jobs take in the worker pool.
//
// Thread rule: belongs to the loop's thread. It does not change while a worker has the connection's
// transaction, so that the worker may read it.
#pragma once

#include "core/server/client_key.h"
#include "core/server/connection/client_socket.h"
#include "core/server/connection/pending_connection.h"
#include "core/server/context.h"
#include "core/server/peer_address.h"
#include "core/server/worker_pool.h"

namespace carboy::core::server {

class Client {
 public:
  // A new connection begins. If it has a slot and `proxy_protocol` is set, its first bytes are a
  // PROXY header.
  void begin(PendingConnection& pending, bool proxy_protocol) noexcept;

  const PeerAddress& peer() const noexcept { return peer_; }
  // The identity the slot is counted under.
  const ClientKey& key() const noexcept { return key_; }

  WorkerPool::Lane lane() const noexcept { return lane_; }
  // Sets the lane of a request, which is that of the client that the app has found.
  void set_lane(WorkerPool::Lane lane) noexcept { lane_ = lane; }

  bool awaits_proxy_header() const noexcept { return awaits_proxy_header_; }
  enum class Introduction {
    waiting,   // for more bytes
    complete,  // peer() is the client that the header names
    too_many,  // complete, and that client has too many connections; the slot is released
    failed,    // there is no such header, which was reported, or the proxy has left
  };
  // Looks for the PROXY header in the socket and takes it once all of it is there, so that the
  // reader of requests never sees a byte of it. REQUIRES: awaits_proxy_header().
  Introduction read_proxy_header(ClientSocket& socket, Context& context);

  // Does nothing if the slot was released before.
  void release_slot(ConnectionTracker& tracker) noexcept;

 private:
  Introduction become(const PeerAddress& peer, Context& context);

  PeerAddress peer_;
  ClientKey key_;
  WorkerPool::Lane lane_ = 0;
  bool has_slot_ = false;
  bool awaits_proxy_header_ = false;
};

}  // namespace carboy::core::server
